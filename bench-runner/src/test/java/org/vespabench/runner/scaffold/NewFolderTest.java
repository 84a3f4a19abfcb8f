package org.vespabench.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class NewFolderTest {
  @TempDir private Path folder;

  private static void twoFiles(Path root) throws IOException {
    Files.writeString(root.resolve("one.txt"), "one");
    Files.writeString(Files.createDirectory(root.resolve("sub")).resolve("two.txt"), "two");
  }

  private static void fullDisk(Path root) throws IOException {
    twoFiles(root);
    throw new IOException("No space left on device");
  }

  @Test
  void theFoldersAboveItAreMadeToo() throws IOException {
    Path target = folder.resolve("a/b/c");

    NewFolder.make(target, NewFolderTest::twoFiles);

    assertThat(target.resolve("sub/two.txt")).hasContent("two");
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("a"));
  }

  @Test
  void anEmptyFolderIsFilledAndNotReplaced() throws IOException {
    Object before = Files.readAttributes(folder, "unix:ino").get("ino");

    NewFolder.make(folder.resolve("."), NewFolderTest::twoFiles);

    assertThat(Files.readAttributes(folder, "unix:ino").get("ino")).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("one.txt", "sub");
  }

  @Test
  void aFolderWithContentsIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("mine"), "mine");

    assertThatThrownBy(() -> NewFolder.make(folder, NewFolderTest::twoFiles))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the folder %s is not empty: name one that is, or that does not exist yet", folder);

    assertThat(folder.toFile().list()).containsExactly("mine");
  }

  @Test
  void aFileIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "mine");

    assertThatThrownBy(() -> NewFolder.make(file, NewFolderTest::twoFiles))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " is there already, and is no folder");
    assertThatThrownBy(() -> NewFolder.make(file.resolve("sub"), NewFolderTest::twoFiles))
        .isInstanceOf(IOException.class);

    assertThat(file).hasContent("mine");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderThatTakesNoOthersIsNamed() {
    assertThatThrownBy(() -> NewFolder.make(Path.of("/proc/a/b"), NewFolderTest::twoFiles))
        .isInstanceOfSatisfying(
            FileSystemException.class,
            e -> assertThat(e.getReason()).isEqualTo("no folder can be made in /proc"));
  }

  @Test
  void aFailureLeavesNothingOfANewFolder() {
    assertThatThrownBy(() -> NewFolder.make(folder.resolve("a/b"), NewFolderTest::fullDisk))
        .hasMessage("No space left on device");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesAnEmptyFolderEmpty() {
    assertThatThrownBy(() -> NewFolder.make(folder, NewFolderTest::fullDisk))
        .hasMessage("No space left on device");

    assertThat(folder).isEmptyDirectory();
  }
}
