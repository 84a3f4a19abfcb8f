package org.vespabench.runner.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How busy the machine is, by what Linux counts. */
final class MachineLoadTest {
  private static final String MORE = "\ncpu0 1 2 3 4\nintr 17 0 0\n";

  @TempDir Path folder;

  @Test
  void itIsBusyForWhatWasNotIdleSinceTheLastLook() throws IOException {
    MachineLoad machine = new MachineLoad(counts("100 0 50 800 50 0 0 0 0 0"), () -> 0.77);

    assertThat(machine.busySinceLastLook()).isNaN();
    counts("150 10 60 820 60 5 3 2 40 0"); // 80 busy, 30 idle or waiting for a disk
    assertThat(machine.busySinceLastLook()).isCloseTo(80 / 110.0, within(1e-9));
    counts("150 10 60 920 60 5 3 2 40 0");
    assertThat(machine.busySinceLastLook()).isZero();
  }

  @Test
  void guestsAreNotCountedTwiceAndStolenTimeIsBusy() throws IOException {
    MachineLoad machine = new MachineLoad(counts("0 0 0 100 0 0 0 0 0 0"), () -> 0);
    machine.busySinceLastLook();

    counts("30 0 0 150 0 0 0 20 30 0");

    assertThat(machine.busySinceLastLook()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void withoutTimeInBetweenNothingIsKnown() throws IOException {
    MachineLoad machine = new MachineLoad(counts("1 1 1 1 1 1 1 1"), () -> 0.77);
    machine.busySinceLastLook();

    assertThat(machine.busySinceLastLook()).isNaN();
  }

  @Test
  void countsThatGoBackStayWithinBounds() throws IOException {
    MachineLoad machine = new MachineLoad(counts("100 0 0 100 50 0 0 0"), () -> 0.77);
    machine.busySinceLastLook();

    counts("190 0 0 100 40 0 0 0");

    assertThat(machine.busySinceLastLook()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu", "cpu 1 2", "cpu a b c d e f g h", "intr 1 2 3 4 5 6 7 8 9"})
  void whatIsNoCountMakesTheOtherSourceAnswer(String line) throws IOException {
    Path file = folder.resolve("stat");
    Files.writeString(file, line);
    MachineLoad machine = new MachineLoad(file, () -> 0.77);

    assertThat(machine.busySinceLastLook()).isEqualTo(0.77);
  }

  @Test
  void elsewhereTheOtherSourceAnswers() {
    assertThat(new MachineLoad(folder.resolve("none"), () -> 0.77).busySinceLastLook())
        .isEqualTo(0.77);
    assertThat(new MachineLoad(folder.resolve("none"), () -> -1).busySinceLastLook()).isNaN();
    assertThat(new MachineLoad(folder.resolve("none"), () -> Double.NaN).busySinceLastLook())
        .isNaN();
  }

  private Path counts(String counts) throws IOException {
    return Files.writeString(folder.resolve("stat"), "cpu  " + counts + MORE);
  }
}
