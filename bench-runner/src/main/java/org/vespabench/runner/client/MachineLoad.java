package org.vespabench.runner.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Tells how busy the whole machine is, from Linux's own counts where it has them. Used by one
 * thread at a time.
 *
 * <p>Counts are preferred as they cover the whole time between two looks; what Java calls the
 * recent load covers a time of its own choice, and in a container only the container.
 */
final class MachineLoad {
  /** user, nice, system, idle, iowait, irq, softirq, steal; guest times are part of user's. */
  private static final int FIELDS = 8;

  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;

  private final Path counts;
  private final DoubleSupplier recentLoad;
  private Ticks last = Ticks.NONE;

  /**
   * Processor time in the kernel's ticks since it started. Time that a hypervisor took away is
   * busy: nobody here could have had it.
   */
  private record Ticks(long busy, long all) {
    static final Ticks NONE = new Ticks(0, 0);
  }

  /**
   * Prepare to look.
   *
   * @param counts where Linux writes them, {@code /proc/stat}
   * @param recentLoad asked where there is no such file, 0 to 1 or below 0 if unknown
   */
  MachineLoad(Path counts, DoubleSupplier recentLoad) {
    this.counts = counts;
    this.recentLoad = recentLoad;
  }

  /** Tell the share of the time since the last look that was not idle; NaN if unknown. */
  double busySinceLastLook() {
    Ticks now = read();
    if (now.equals(Ticks.NONE)) {
      double load = recentLoad.getAsDouble();
      return load >= 0 ? load : Double.NaN;
    }
    Ticks before = last;
    last = now;
    long all = now.all - before.all;
    // The kernel's own idle counts have been seen to go back a little.
    return before.equals(Ticks.NONE) || all <= 0
        ? Double.NaN
        : Math.max(0, Math.min(1, (double) (now.busy - before.busy) / all));
  }

  private Ticks read() {
    // US-ASCII would throw on what some other line holds one day.
    try (Stream<String> lines = Files.lines(counts, StandardCharsets.ISO_8859_1)) {
      return ticks(lines.findFirst().orElse(""));
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return Ticks.NONE; // not Linux, or not allowed: another figure takes its place
    }
  }

  private static Ticks ticks(String line) {
    String[] fields = line.strip().split(" +", -1);
    if (!fields[0].equals("cpu") || fields.length <= IO_WAIT + 1) {
      return Ticks.NONE;
    }
    long busy = 0;
    long all = 0;
    for (int i = 0; i < Math.min(FIELDS, fields.length - 1); i++) {
      long ticks = Long.parseLong(fields[i + 1]);
      all += ticks;
      busy += i == IDLE || i == IO_WAIT ? 0 : ticks;
    }
    return new Ticks(busy, all);
  }
}
