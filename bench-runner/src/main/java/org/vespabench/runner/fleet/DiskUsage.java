package org.vespabench.runner.fleet;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by how much the disk has filled since it was last told. Only for one thread. */
final class DiskUsage {
  private static final Logger LOG = LoggerFactory.getLogger(DiskUsage.class);
  private static final double GIB = 1L << 30;

  private final Supplier<OptionalLong> usedBytes;
  private OptionalLong told;
  private OptionalLong latest;

  /** Count from what is used now. */
  DiskUsage(Supplier<OptionalLong> usedBytes) {
    this.usedBytes = usedBytes;
    this.told = usedBytes.get();
    this.latest = told;
  }

  /** Read the bytes used of the file system of {@code /}; empty if it does not tell. */
  static OptionalLong ofRoot() {
    try {
      FileStore store = Files.getFileStore(Path.of("/"));
      return OptionalLong.of(store.getTotalSpace() - store.getUnallocatedSpace());
    } catch (IOException e) {
      LOG.debug("the file system of / does not tell its size", e);
      return OptionalLong.empty();
    }
  }

  /** In GB as the autoscaler counts them, of 2^30 bytes; below 0 if it is emptier. */
  double additionalGb() {
    latest = usedBytes.get();
    if (told.isEmpty()) {
      told = latest;
    }
    return latest.isEmpty() ? 0 : (latest.getAsLong() - told.getAsLong()) / GIB;
  }

  /** Count from what was told last. */
  void accepted() {
    told = latest.isEmpty() ? told : latest;
  }
}
