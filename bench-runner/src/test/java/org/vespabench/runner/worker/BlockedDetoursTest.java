package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockedDetoursTest {
  private final BlockedPaths paths = BlockedPaths.parse("/admin,/files/*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/",
        "/admin#x",
        "/admin;v=1#x",
        "/%61dmin/%zz/..",
        "/%61dmin%2f",
        "/%2561dmin#",
        "/x%/../admin",
        "/f%69les/%",
      })
  void noDetourLeadsToABlockedPath(String path) {
    assertThat(paths.isBlocked(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/admins", "/admin+", "/a%64min+", "/file/admin", "/%zz", "/files"})
  void othersAreOpen(String path) {
    assertThat(paths.isBlocked(path)).isFalse();
  }
}
