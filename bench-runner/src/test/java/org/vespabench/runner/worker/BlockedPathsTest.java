package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockedPathsTest {
  private static final BlockedPaths SOME =
      BlockedPaths.parse("/admin/*, /v1/model?,/x[ab],/x[!a-b]y,");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/", "/admin/a/b", "/v1/models", "/xa", "/xb",
        "/xzy", "/%61dmin/x", "/%2561dmin/x", "/%252561dmin/x", "//admin/x",
        "/./admin/x", "/a/../admin/x", "/a/%2e%2e/admin/x", "/admin;v=1/x", "\\admin\\x",
        "/admin%2Fx", "/../admin/x"
      })
  void aPathIsBlockedHoweverABackendMayReadIt(String path) {
    assertThat(SOME.isBlocked(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/admin",
        "/administrator",
        "/v1/model",
        "/v1/modelss",
        "/xc",
        "/xay",
        "/%zz",
        "/ADMIN/x"
      })
  void otherPathsAreNot(String path) {
    assertThat(SOME.isBlocked(path)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/a*c*, /abcbcd, true",
    "/a*b*c, /abcb, false",
    "**, /, true",
    "/[a-c]x, /bx, true",
    "/[!a-c]x, /bx, false",
    "/[a-], /-, true",
    "/[]a], /], true",
    "/[!]a], /], false",
    "/[!]a], /b, true"
  })
  void aPatternIsReadAsTheShellDoes(String pattern, String path, boolean blocked) {
    assertThat(BlockedPaths.parse(pattern).isBlocked(path)).isEqualTo(blocked);
  }

  @ParameterizedTest
  @CsvSource({"/a.b, /a.b, true", "/a.b, /axb, false", "/a+b, /a+b, true", "/a[b, /a[b, true"})
  void whatIsNoPatternMeansItself(String pattern, String path, boolean blocked) {
    assertThat(BlockedPaths.parse(pattern).isBlocked(path)).isEqualTo(blocked);
  }

  @Test
  void noPatternsBlockNothing() {
    assertThat(BlockedPaths.parse(" , ").isBlocked("/")).isFalse();
  }
}
