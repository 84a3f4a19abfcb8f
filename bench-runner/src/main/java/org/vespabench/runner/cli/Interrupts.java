package org.vespabench.runner.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the program cleanly on Ctrl-C or a termination signal: what runs is told to stop, and has a
 * moment to report what it has. A shutdown hook, as Java has no other way that is documented.
 */
final class Interrupts {
  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);

  /** Long enough for a report, short enough for an impatient person. */
  private static final Duration REPORT = Duration.ofSeconds(5);

  private final AtomicReference<Runnable> stop = new AtomicReference<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean exiting = new AtomicBoolean();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private volatile boolean installed;
  private final AtomicBoolean byHand = new AtomicBoolean();
  private volatile Duration patience = REPORT;
  private volatile int status = ExitCode.INTERRUPTED;

  /** Watch from now on. */
  void install() {
    installed = true;
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "bench-interrupt-1"));
  }

  /** Say what to do on a signal; it must return at once. */
  void onSignal(Runnable action) {
    stop.set(action);
  }

  /**
   * Say what to do on the first Ctrl-C, and on the second: the program ends by itself after that.
   * Where Ctrl-C can be heard once only, and for a termination signal, the second is done at once.
   */
  void onSignals(Runnable first, Runnable second, Console console) {
    onSignal(second);
    onCtrlC(first, second, "no more is sent", console);
  }

  private void onCtrlC(Runnable first, Runnable second, String news, Console console) {
    if (!installed) {
      return; // within somebody else's program
    }
    Thread waiting = Thread.currentThread();
    AtomicBoolean pressed = new AtomicBoolean();
    boolean unused =
        Signals.onInterrupt(
            () -> {
              byHand.set(true);
              if (pressed.compareAndSet(false, true)) {
                console.say(news + "; Ctrl-C once more cuts what is in flight");
                first.run();
              } else {
                second.run();
                waiting
                    .interrupt(); // whatever it waits for: a backend that is not ready, or a plugin
              }
            });
  }

  /**
   * Say how a server ends, on Ctrl-C and on a termination signal; a second Ctrl-C interrupts this
   * thread. To be told to end is nothing out of the ordinary: unless the program says otherwise,
   * the status is that of success.
   *
   * @param patience how long ending may take, last reports included; zero: as long as it takes
   */
  void onEnding(Runnable end, Duration patience, Console console) {
    this.patience = patience;
    status = ExitCode.DONE;
    onSignal(end);
    onCtrlC(end, () -> {}, "no more requests are taken", console);
  }

  /** Tell whether Ctrl-C was pressed. */
  boolean byHand() {
    return byHand.get();
  }

  /** Tell whether a signal came. */
  boolean signalled() {
    return signalled.get() || byHand.get();
  }

  private void shutDown() {
    if (exiting.get()) {
      return; // no signal: the program exits by itself
    }
    signalled.set(true);
    Runnable action = stop.get();
    if (action != null) {
      action.run();
      awaitReport();
    }
    Runtime.getRuntime().halt(status);
  }

  private void awaitReport() {
    try {
      if (patience.isZero()) {
        finished.await();
      } else if (!finished.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.error("no report within {} s", patience.toSeconds()); // as JSON too, where all else is
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Exit; after a signal, let the hook do it. */
  void exit(int status) {
    this.status = status;
    if (signalled.get()) {
      finished.countDown();
    } else {
      exiting.set(true);
      System.exit(status);
    }
  }
}
