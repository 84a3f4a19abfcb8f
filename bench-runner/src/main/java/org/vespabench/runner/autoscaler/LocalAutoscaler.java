package org.vespabench.runner.autoscaler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.server.HttpServer;

/**
 * Plays the autoscaler on this machine: workers report to it, clients ask it for routes. For
 * development and tests: it starts and stops no worker, knows no prices, and speaks plain HTTP on
 * 127.0.0.1 only. Its books are in memory. Thread-safe.
 */
public final class LocalAutoscaler implements AutoCloseable {
  private static final long LOOK_MILLIS = 500;

  private final AutoscalerOptions options;
  private final Books books = new Books();
  private final Fleet fleet;
  private final ScheduledExecutorService watch;
  private final HttpServer server;

  private LocalAutoscaler(AutoscalerOptions options) throws IOException {
    this.options = options;
    this.fleet = new Fleet(options, books);
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Signer signer = options.signer().orElseGet(Signer::generate);
    this.server = HttpServer.start(here, options.port(), new Api(options, fleet, signer));
    this.watch = Executors.newSingleThreadScheduledExecutor(LocalAutoscaler::thread);
    var unused =
        watch.scheduleWithFixedDelay(fleet::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Start to serve on 127.0.0.1, with a new key to sign with unless the options have one.
   *
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static LocalAutoscaler start(AutoscalerOptions options) throws IOException {
    return new LocalAutoscaler(options);
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** Tell how it behaves, keys included. */
  public AutoscalerOptions options() {
    return options;
  }

  /** Show what it routed; goes on while it serves. */
  public Books books() {
    return books;
  }

  /** List the workers that reported, by number. */
  public List<WorkerRow> workers() {
    return fleet.rows();
  }

  /** Look up a worker by its number. */
  public Optional<WorkerRow> worker(long id) {
    return workers().stream().filter(row -> row.id() == id).findFirst();
  }

  /** Cut every connection, and stop at once. */
  @Override
  public void close() {
    watch.shutdownNow();
    server.close();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "bench-autoscaler-1");
    thread.setDaemon(true);
    return thread;
  }
}
