package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.ServerOptions;
import org.vespabench.runner.server.StreamingHandler;

/** A proxy on a server of its own, as a worker has them; the tests play client and backend. */
final class Stand implements AutoCloseable {
  final ReverseProxy proxy;
  final HttpServer server;
  private final BlockingQueue<Events> events = new LinkedBlockingQueue<>();

  private Stand(ProxyOptions options, Ticker ticker, ServerOptions front, boolean gathering)
      throws IOException {
    proxy = ReverseProxy.open(options, ticker);
    StreamingHandler streaming =
        (head, body, reply) -> proxy.forward(ForwardedRequest.of(head, body), reply, next());
    StreamingHandler gathered =
        (head, body, reply) ->
            body.gather(
                1 << 20, bytes -> proxy.forward(ForwardedRequest.of(head, bytes), reply, next()));
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(), 0, front, gathering ? gathered : streaming);
  }

  static Stand streaming(ProxyOptions options) throws IOException {
    return streaming(options, ServerOptions.LIMITED);
  }

  static Stand gathering(ProxyOptions options) throws IOException {
    return gathering(options, Ticker.SYSTEM);
  }

  static Stand gathering(ProxyOptions options, Ticker ticker) throws IOException {
    return new Stand(options, ticker, ServerOptions.LIMITED, true);
  }

  static Stand streaming(ProxyOptions options, ServerOptions front) throws IOException {
    return new Stand(options, Ticker.SYSTEM, front, false);
  }

  private Events next() {
    Events one = new Events();
    events.add(one);
    return one;
  }

  /** What was told of the requests, one after the other. */
  Events nextEvents() throws InterruptedException {
    Events one = events.poll(20, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(server.url());
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
