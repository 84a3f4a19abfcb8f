package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        "/x/..;/admin",
        "/x/..;a=b/admin",
        "/x/%2e%2e;/admin",
        "/x/.;/..;/admin",
        "/;/admin",
        "/;a=b/admin;c",
        "/x/;/../../admin",
        "/y/../files/x/;/..",
        "/y/../files/x//..",
      })
  void noDetourLeadsToABlockedPath(String path) {
    assertThat(paths.isBlocked(path)).isTrue();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLongPathCostsNoMoreThanItsLength() {
    BlockedPaths several = BlockedPaths.parse("*/a/*/b/*/c,*/a*/a*/a*/a*/b");
    String path = "/a".repeat(15_000) + "/b".repeat(15_000) + "/d";

    assertThat(several.isBlocked(path)).isFalse();
    assertThat(several.isBlocked(path + "/c")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/admins", "/admin+", "/a%64min+", "/file/admin", "/%zz", "/files"})
  void othersAreOpen(String path) {
    assertThat(paths.isBlocked(path)).isFalse();
  }
}
