package org.vespabench.runner.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.vespabench.runner.server.HttpHandler;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.ServerRequest;

/** A backend of a few lines, on a real socket, that remembers what it was asked. */
final class FakeBackend implements AutoCloseable {
  private final ConcurrentLinkedQueue<ServerRequest> requests = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  private FakeBackend(HttpHandler handler) throws IOException {
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            (request, reply) -> {
              requests.add(request);
              handler.handle(request, reply);
            });
  }

  static FakeBackend start(HttpHandler handler) {
    try {
      return new FakeBackend(handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answer always the same. */
  static HttpHandler json(int status, String body) {
    return (request, reply) -> reply.send(status, Map.of("Content-Type", "application/json"), body);
  }

  /** Close the connection without an answer. */
  static HttpHandler reset() {
    return (request, reply) -> reply.abort();
  }

  /** Answer one path in one way, and all others in another. */
  static HttpHandler at(String path, HttpHandler handler, HttpHandler otherwise) {
    return (request, reply) ->
        (request.path().equals(path) ? handler : otherwise).handle(request, reply);
  }

  /** Answer the first requests in one way, and the others in another. */
  static HttpHandler first(int count, HttpHandler handler, HttpHandler then) {
    AtomicInteger seen = new AtomicInteger();
    return (request, reply) ->
        (seen.getAndIncrement() < count ? handler : then).handle(request, reply);
  }

  URI url() {
    return server.url();
  }

  /** List the bodies that came for a path, in the order in which they came. */
  List<String> bodies(String path) {
    return requests.stream()
        .filter(request -> request.path().equals(path))
        .map(ServerRequest::body)
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
