package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;

final class OpenFilesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void moreInFlightThanMayBeOpenIsWarnedOf() {
    Stage few = closed(100, 50_000);
    Stage many = closed(2_000, 50_000);

    assertThat(OpenFiles.warning(List.of(few, many), 1_024))
        .hasValue(
            "warning: 2000 requests may be in flight, and this process may open 1024 files (ulimit -n), of which each takes one: raise it, for example with ulimit -n 4200, or requests will fail to connect");
    assertThat(OpenFiles.warning(List.of(few), 1_024)).isEmpty();
  }

  @Test
  void noMoreAreInFlightThanAreSent() {
    assertThat(OpenFiles.warning(List.of(closed(2_000, 500)), 1_024)).isEmpty();
  }

  @Test
  void ofAnOpenLoopOnlyTheLimitIsKnown() {
    LoadShape open = new LoadShape.Open(Rate.constant(5_000), false);

    assertThat(
            OpenFiles.warning(
                List.of(new Stage("a", open, new Limits(9_999, MINUTE, Limits.UNLIMITED))), 1_024))
        .isEmpty();
    assertThat(
            OpenFiles.warning(
                List.of(new Stage("a", open, new Limits(9_999, MINUTE, 1_000))), 1_024))
        .isPresent();
  }

  @Test
  void thisProcessHasALimit() {
    assertThat(OpenFiles.limit()).isPositive();
  }

  private static Stage closed(int concurrency, long total) {
    return new Stage(
        "a",
        new LoadShape.Closed(concurrency, Duration.ZERO),
        new Limits(total, MINUTE, Limits.UNLIMITED));
  }
}
