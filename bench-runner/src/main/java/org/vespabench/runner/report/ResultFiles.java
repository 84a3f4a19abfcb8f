package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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

  private static final String RESULT = "result.json";

  private ResultFiles() {}

  /** Name the folder for a result: no colon is in it, as some file systems know none. */
  public static Path folder(Path parent, Result result) {
    return folder(parent, result.origin().startedAt(), result.command(), result.coordinates());
  }

  /** Name the folder for the result of a command that begins now. */
  public static Path folder(Path parent, Instant started, String command, String coordinates) {
    return parent.resolve(
        "%s-%s-%s".formatted(TIME.format(started), command, coordinates).replace(':', '-'));
  }

  /**
   * Make a folder for a test that writes while it runs, and claim it: another test that is told to
   * use it as well will not.
   *
   * @param wanted the folder
   * @param own whether the folder was named by us, so that another name will do
   * @return the folder
   * @throws FileAlreadyExistsException if another test has it
   * @throws IOException if it cannot be made or written
   */
  public static Path claim(Path wanted, boolean own) throws IOException {
    for (Path path = wanted.toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new IOException(path + " is no folder");
      }
    }
    Path folder = own ? create(wanted) : Files.createDirectories(wanted);
    if (Files.exists(folder.resolve(RESULT))) {
      throw new FileAlreadyExistsException(folder.resolve(RESULT).toString());
    }
    Files.createFile(folder.resolve(LatencyFile.NAME));
    return folder;
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
    Files.writeString(folder.resolve(RESULT), json);
    return folder;
  }

  private static Path create(Path wanted) throws IOException {
    Files.createDirectories(wanted.toAbsolutePath().getParent());
    for (int number = 1; ; number++) {
      Path folder =
          number == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "-" + number);
      try {
        return Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        if (number == 100) {
          throw e;
        }
      }
    }
  }
}
