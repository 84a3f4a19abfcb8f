package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.route.RouteCounts;

final class RouteLinesTest {
  private static final RouteCounts.Moment MOMENT =
      new RouteCounts.Moment(
          3, 12, 90, 7, Set.of("http://a", "http://b"), 4, 2, Map.of("http://b", 1L));

  @Test
  void theColumnsAreThoseOfTheOriginal() {
    assertThat(RouteLines.table(MOMENT, 60))
        .isEqualTo(
            """
            FetchEndpoint  Generating  Done  Error  urls  as_error  infer_error  conn_error  total_success
            3              12          90    7      2     4         2            1           90(90.00/minute)
              conn_error 1  http://b""");
  }

  @Test
  void elsewhereTheyAreOneLine() {
    assertThat(RouteLines.line(MOMENT, 30))
        .startsWith("FetchEndpoint 3  Generating 12  Done 90  Error 7  urls 2  as_error 4")
        .endsWith("total_success 90(180.00/minute)");
  }
}
