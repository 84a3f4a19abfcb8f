package org.vespabench.runner.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PausesTest {
  /** As many as of a thousand requests that wait. */
  private static List<Duration> pauses(int index, Duration first) {
    return LongStream.range(0, 1000)
        .mapToObj(
            seed -> {
              Pauses pauses = new Pauses(first, seed);
              Duration pause = pauses.next();
              for (int i = 0; i < index; i++) {
                pause = pauses.next();
              }
              return pause;
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"0, 500, 1000", "1, 100, 3000", "2, 100, 5000", "9, 100, 5000"})
  void theyGrowFromASecondToFive(int index, int leastMillis, int mostMillis) {
    assertThat(pauses(index, Routing.FIRST_PAUSE))
        .allSatisfy(
            pause ->
                assertThat(pause)
                    .isBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis)))
        .anyMatch(pause -> pause.toMillis() > mostMillis * 9 / 10)
        .anyMatch(pause -> pause.toMillis() < leastMillis + mostMillis / 10);
  }

  @Test
  void allAreMeasuredByTheFirst() {
    assertThat(pauses(9, Duration.ofMillis(20)))
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(2), Duration.ofMillis(100)));
  }
}
