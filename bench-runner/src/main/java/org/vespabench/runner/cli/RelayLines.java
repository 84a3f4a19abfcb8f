package org.vespabench.runner.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.vespabench.runner.relay.Relayed;

/**
 * Tells of relayed requests: each one where somebody watches, elsewhere those that the backend is
 * not to blame for, and in the end how many there were. Thread-safe.
 */
final class RelayLines implements Consumer<Relayed> {
  private final Console console;
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  RelayLines(Console console) {
    this.console = console;
  }

  @Override
  public void accept(Relayed one) {
    all.incrementAndGet();
    boolean clientLeft = one.status() == 0;
    boolean inTrouble = !one.trouble().isEmpty();
    if (inTrouble || one.status() >= 400) {
      failed.incrementAndGet();
    }
    if (console.isTerminal() || (inTrouble && !clientLeft)) {
      console.say(line(one));
    }
  }

  static String line(Relayed one) {
    StringBuilder text = new StringBuilder(shown(one.method() + " " + one.path()));
    text.append(one.status() == 0 ? ": no reply" : ": " + one.status());
    text.append(String.format(Locale.ROOT, " in %.3f s", one.elapsed().toNanos() / 1e9));
    if (!one.worker().isEmpty()) {
      text.append(", cost ").append(plain(one.cost()));
      text.append(", worker ").append(shown(one.worker()));
    }
    return one.trouble().isEmpty() ? text.toString() : text + ": " + shown(one.trouble());
  }

  private static String plain(double cost) {
    return BigDecimal.valueOf(cost).stripTrailingZeros().toPlainString();
  }

  /** Whatever others write must not move the terminal's cursor. */
  private static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** Sum up. */
  String sum() {
    return "relayed %d requests; %d failed".formatted(all.get(), failed.get());
  }
}
