package org.vespabench.runner.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vespabench.runner.measure.ClientFigures;

/**
 * Watches the client while it measures. Thread-safe.
 *
 * <p>A watch that only looks at the beginning and at the end costs nothing in between. One that
 * looks every second knows the peaks too, and the I/O threads that ended before it did; it has a
 * thread of its own, which does not keep the program alive.
 */
public final class ClientWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Object lock = new Object();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ClientProbe probe;
  private final int cores = Runtime.getRuntime().availableProcessors();

  /** Guarded by the lock, as is the probe. */
  private final ClientSums sums;

  private ClientWatch(ClientProbe probe) {
    this.probe = requireNonNull(probe, "probe");
    this.sums = new ClientSums(probe.sample());
  }

  /** Begin to watch, and look again only when asked. */
  public static ClientWatch start(ClientProbe probe) {
    return new ClientWatch(probe);
  }

  /** Begin to watch, and look every second. */
  public static ClientWatch startSampling(ClientProbe probe) {
    return startSampling(probe, EVERY);
  }

  static ClientWatch startSampling(ClientProbe probe, Duration every) {
    ClientWatch watch = new ClientWatch(probe);
    Thread thread = new Thread(() -> watch.run(every), "bench-client-1");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void run(Duration every) {
    try {
      while (!stopped.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    synchronized (lock) {
      if (stopped.getCount() > 0) {
        sums.add(probe.sample());
      }
    }
  }

  /** Look a last time. What happens later is in no figure. A second call does nothing. */
  public void stop() {
    synchronized (lock) {
      look();
      stopped.countDown();
    }
  }

  /** Tell the figures from the start to the stop, or until now. */
  public ClientFigures figures() {
    synchronized (lock) {
      look();
      return sums.figures(cores);
    }
  }

  /** Stop. */
  @Override
  public void close() {
    stop();
  }
}
