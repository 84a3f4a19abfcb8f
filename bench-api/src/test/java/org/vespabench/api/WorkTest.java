package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 300})
  void whatTheBackendCountedIsCounted(double units) {
    Work work = Work.done(units);

    assertThat(work.counted()).hasValue(units);
    assertThat(work.isEstimated()).isFalse();
    assertThat(work).hasToString(units + " units");
  }

  @Test
  void whatTheReplyProvesIsNeitherCountedNorEstimated() {
    assertThat(Work.asDeclared().counted()).isEmpty();
    assertThat(Work.asDeclared().isEstimated()).isFalse();
    assertThat(Work.asDeclared()).hasToString("DECLARED");
  }

  @Test
  void whatNobodyKnowsIsEstimated() {
    assertThat(Work.unknown().counted()).isEmpty();
    assertThat(Work.unknown().isEstimated()).isTrue();
    assertThat(Work.unknown()).hasToString("UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void lessThanNothingIsRefused(double units) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Work.done(units))
        .withMessage("work must be zero or more, was " + units);
  }

  @Test
  void figuresAreAddedToACopyInOrder() {
    Work plain = Work.done(5);
    Work more = plain.input(100, 40).reasoning(3).detail("queueMillis", -1.5);

    assertThat(more.details())
        .containsExactly(
            entry("inputTokens", 100.0),
            entry("cachedTokens", 40.0),
            entry("reasoningTokens", 3.0),
            entry("queueMillis", -1.5))
        .isUnmodifiable();
    assertThat(more.counted()).hasValue(5);
    assertThat(plain.details()).isEmpty();
  }

  @Test
  void figuresDoNotChangeHowTheWorkIsKnown() {
    assertThat(Work.unknown().input(1, 0).isEstimated()).isTrue();
    assertThat(Work.asDeclared().input(1, 0).isEstimated()).isFalse();
    assertThat(Work.unknown().details()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aFigureIsFinite(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Work.unknown().detail("queueMillis", value))
        .withMessage("queueMillis must be a finite number, was " + value);
  }

  @Test
  void aFigureHasAName() {
    assertThatNullPointerException()
        .isThrownBy(() -> Work.unknown().detail(null, 1))
        .withMessage("name");
  }
}
