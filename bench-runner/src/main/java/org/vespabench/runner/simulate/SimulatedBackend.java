package org.vespabench.runner.simulate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.vespabench.api.BackendSimulator;
import org.vespabench.runner.server.HttpServer;

/** Serves a plugin's simulator on this machine, with a known capacity. */
public final class SimulatedBackend implements AutoCloseable {
  private final SpinningClock clock;
  private final Books books;
  private final HttpServer server;

  private SimulatedBackend(SpinningClock clock, Books books, HttpServer server) {
    this.clock = clock;
    this.books = books;
    this.server = server;
  }

  /**
   * Start to serve on 127.0.0.1.
   *
   * @param simulator says what to reply
   * @param capacity says when
   * @param port the port, or 0 for any that is free
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static SimulatedBackend start(BackendSimulator simulator, Capacity capacity, int port)
      throws IOException {
    SpinningClock clock = SpinningClock.start();
    try {
      Player player = new Player(simulator, capacity, clock);
      InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new SimulatedBackend(clock, player.books, HttpServer.start(here, port, player));
    } catch (IOException e) {
      clock.close();
      throw e;
    }
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** Show what it did; goes on while it serves. */
  public Books books() {
    return books;
  }

  /** Cut every connection, and stop at once. */
  @Override
  public void close() {
    server.close();
    clock.close();
  }
}
