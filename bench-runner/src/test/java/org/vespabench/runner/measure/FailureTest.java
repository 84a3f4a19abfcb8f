package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureTest {
  @ParameterizedTest
  @CsvSource({
    "CONNECT, refused, connect:refused",
    "STATUS, 503, status:503",
    "TIMEOUT, '', timeout",
    "TRUNCATED, '', truncated"
  })
  void itIsCountedByKindAndDetail(FailureKind kind, String detail, String label) {
    assertThat(new Failure(kind, detail, "why").label()).isEqualTo(label);
  }
}
