package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that no measurement gives can be stated. */
final class BenchmarkResultTest {
  private record Load(long completed, long failed, double declared, double done, Duration elapsed)
      implements LoadResult {}

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aThroughputIsFiniteAndAboveZero(double throughput) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BenchmarkResult.of(throughput))
        .withMessage("throughput must be above zero, was " + throughput);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void workDoneIsFiniteAndNotNegative(double done) {
    BenchmarkResult result = BenchmarkResult.of(10);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> result.done(done))
        .withMessage("done throughput must be above zero, was " + done);
  }

  @Test
  void nothingDoneIsAnAnswer() {
    assertThat(BenchmarkResult.of(10).done(0).doneThroughput()).hasValue(0);
    assertThat(BenchmarkResult.of(10).doneThroughput()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aFigureIsFinite(double value) {
    BenchmarkResult result = BenchmarkResult.of(10);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> result.detail("loadMillis", value))
        .withMessage("loadMillis must be a finite number, was " + value);
    assertThatNullPointerException().isThrownBy(() -> result.detail(null, 1)).withMessage("name");
  }

  @Test
  void figuresAreAddedToACopyInOrder() {
    BenchmarkResult plain = BenchmarkResult.of(10);
    BenchmarkResult more = plain.detail("b", 1).detail("a", -2).done(9);

    assertThat(more.details()).containsExactly(entry("b", 1.0), entry("a", -2.0)).isUnmodifiable();
    assertThat(more.throughput()).isEqualTo(10);
    assertThat(more.doneThroughput()).hasValue(9);
    assertThat(plain.details()).isEmpty();
  }

  @Test
  void aLoadIsItsDeclaredAndItsDoneWorkDividedByItsTime() {
    BenchmarkResult result =
        BenchmarkResult.of(new Load(10, 1, 5_000, 4_500, Duration.ofSeconds(4)));

    assertThat(result.throughput()).isEqualTo(1_250);
    assertThat(result.doneThroughput()).hasValue(1_125);
  }

  @Test
  void aLoadWithoutASuccessIsNoResult() {
    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> BenchmarkResult.of(new Load(0, 7, 0, 0, Duration.ofSeconds(4))))
        .withMessage("none of 7 requests succeeded");
  }
}
