package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BenchmarkExceptionTest {
  @Test
  void itKeepsMessageAndCause() {
    IOException cause = new IOException("no route");

    assertThat(new BenchmarkException("cannot reach it", cause))
        .hasMessage("cannot reach it")
        .hasCause(cause);
    assertThat(new BenchmarkException("nothing there")).hasMessage("nothing there").hasNoCause();
  }

  @Test
  void onlyTruncatedIsTruncated() {
    BenchmarkException truncated = BenchmarkException.truncated("no [DONE]");

    assertThat(truncated).hasMessage("no [DONE]");
    assertThat(truncated.isTruncated()).isTrue();
    assertThat(new BenchmarkException("a").isTruncated()).isFalse();
    assertThat(new BenchmarkException("a", null).isTruncated()).isFalse();
  }
}
