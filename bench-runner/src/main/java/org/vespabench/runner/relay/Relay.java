package org.vespabench.runner.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.ServerOptions;

/**
 * A port of this machine on which an endpoint answers as one backend would: any method, any path.
 * Thread-safe.
 *
 * <p>The autoscaler is asked again where that may help; a worker never is, as it may have worked
 * already.
 */
public final class Relay implements AutoCloseable {
  /** Of clients that hear that it stops, some may not read. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Outbound outbound;
  private final HttpServer server;

  private Relay(Outbound outbound, HttpServer server) {
    this.outbound = outbound;
    this.server = server;
  }

  /**
   * Start to serve on 127.0.0.1. The autoscaler is not asked before somebody wants something.
   *
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static Relay start(RelayOptions options) throws IOException {
    Outbound outbound = new Outbound(options);
    try {
      HttpServer server =
          HttpServer.start(
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
              options.port(),
              ServerOptions.LIMITED,
              (head, body, reply) -> new RelayedRequest(outbound, head, reply).start(body));
      return new Relay(outbound, server);
    } catch (IOException e) {
      outbound.close();
      throw e;
    }
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** Break off what is under way, let those know who have no reply yet, and stop. */
  @Override
  public void close() {
    server.stopAccepting();
    outbound.close();
    try {
      boolean unused = server.drain(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
