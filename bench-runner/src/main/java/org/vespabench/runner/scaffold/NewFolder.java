package org.vespabench.runner.scaffold;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a folder with contents wholly, or not at all. */
final class NewFolder {
  /** Writes the contents. */
  interface Contents {
    void writeTo(Path folder) throws IOException;
  }

  private NewFolder() {}

  /**
   * Make it, and the folders above it.
   *
   * @param folder does not exist yet, or is empty
   * @throws IllegalArgumentException if it is something else; the message is for the operator
   */
  static void make(Path folder, Contents contents) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      fill(target, contents);
    } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(folder + " is there already, and is no folder");
    } else {
      create(target, contents);
    }
  }

  /** Write it beside its place, under the first folder that is there, then rename. */
  private static void create(Path target, Contents contents) throws IOException {
    Path top = target;
    for (Path above = top.getParent(); above != null && Files.notExists(above); ) {
      top = above;
      above = above.getParent();
    }
    Path staged = top.resolveSibling(hidden());
    try {
      Path inside = staged.resolve(top.relativize(target));
      createFolders(inside, staged.getParent());
      contents.writeTo(inside);
      Files.move(staged, top);
    } catch (IOException | RuntimeException e) {
      delete(staged, e);
      throw e;
    }
  }

  /**
   * Linux says of some folders, such as /proc, only that what was to be made there is not there.
   */
  private static void createFolders(Path folder, @Nullable Path parent) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (NoSuchFileException e) {
      FileSystemException plain =
          new FileSystemException(
              String.valueOf(parent), null, "no folder can be made in %s".formatted(parent));
      plain.initCause(e);
      throw plain;
    }
  }

  /** Write into it, as it may be somebody's working folder or a mount: it cannot be replaced. */
  private static void fill(Path target, Contents contents) throws IOException {
    if (!children(target).isEmpty()) {
      throw new IllegalArgumentException(
          "the folder %s is not empty: name one that is, or that does not exist yet"
              .formatted(target));
    }
    Path staged = target.resolve(hidden());
    List<Path> moved = new ArrayList<>();
    try {
      Files.createDirectory(staged);
      contents.writeTo(staged);
      for (Path child : children(staged)) {
        moved.add(Files.move(child, target.resolve(staged.relativize(child))));
      }
      Files.delete(staged);
    } catch (IOException | RuntimeException e) {
      delete(staged, e);
      moved.forEach(child -> delete(child, e));
      throw e;
    }
  }

  private static String hidden() {
    return ".bench-new-plugin." + ProcessHandle.current().pid();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** Delete what there is of it; what cannot be deleted is a footnote to the failure. */
  private static void delete(Path tree, Exception failure) {
    if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
