package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.vespabench.runner.measure.Result;

/** Writes a result's files into a folder. */
public final class ResultFiles {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ResultFiles() {}

  /** Name the folder for a result: no colon is in it, as some file systems know none. */
  public static Path folder(Path parent, Result result) {
    Instant started = result.origin().startedAt();
    return parent.resolve(
        "%s-%s-%s"
            .formatted(TIME.format(started), result.command(), result.coordinates())
            .replace(':', '-'));
  }

  /**
   * Write them. A folder that others have is not shared: a number is added to its name.
   *
   * @param wanted the folder
   * @param own whether the folder was named by us, so that another name will do
   * @return the folder they are in
   * @throws IOException if it cannot be made or written
   */
  public static Path write(Path wanted, boolean own, String json) throws IOException {
    Path folder = own ? create(wanted) : Files.createDirectories(wanted);
    Files.writeString(folder.resolve("result.json"), json);
    return folder;
  }

  private static Path create(Path wanted) throws IOException {
    Files.createDirectories(wanted.toAbsolutePath().getParent());
    for (int number = 1; ; number++) {
      Path folder =
          number == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "-" + number);
      try {
        return Files.createDirectory(folder);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        if (number == 100) {
          throw e;
        }
      }
    }
  }
}
