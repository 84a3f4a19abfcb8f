package org.vespabench.runner.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.ServerOptions;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;

/**
 * Serves a worker's metrics on a port of their own, so that who may send requests need not see them
 * and a busy worker can be looked at.
 */
public final class MetricsPage implements AutoCloseable {
  private static final String METRICS = "/metrics";
  private static final String TYPE = "text/plain; charset=utf-8";
  private static final Map<String, String> TEXT = Map.of("Content-Type", TYPE);
  private static final Map<String, String> REFUSAL =
      Map.of("Content-Type", TYPE, "Allow", "GET, HEAD");

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final WorkerMetrics metrics;
  private final HttpServer server;

  private MetricsPage(InetAddress host, int port, WorkerMetrics metrics) throws IOException {
    this.metrics = metrics;
    this.server =
        HttpServer.start(
            host, port, ServerOptions.LIMITED, (head, body, reply) -> answer(head, reply));
  }

  /**
   * Start to serve.
   *
   * @param host the address to listen on
   * @param port the port, or 0 for any that is free
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static MetricsPage start(InetAddress host, int port, WorkerMetrics metrics)
      throws IOException {
    return new MetricsPage(host, port, metrics);
  }

  /** Tell where it listens, without a slash at the end; the metrics are at {@code /metrics}. */
  public URI url() {
    return server.url();
  }

  /** Close the port and every connection at once. */
  @Override
  public void close() {
    server.close();
  }

  private void answer(ServerRequest request, ServerReply reply) {
    String path = request.path().split("\\?", 2)[0];
    if (!path.equals(METRICS) && !path.equals("/")) {
      reply.send(404, TEXT, "there is nothing at this path; the metrics are at /metrics\n");
    } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      reply.send(405, REFUSAL, "the metrics can only be read: GET or HEAD\n");
    } else if (path.equals("/")) {
      reply.send(200, TEXT, "a worker of Vespa Bench; its metrics are at /metrics\n");
    } else {
      sendMetrics(request.header("Accept").orElse(null), reply);
    }
  }

  private void sendMetrics(@Nullable String accept, ServerReply reply) {
    ExpositionFormatWriter format = format(accept);
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      format.write(page, metrics.read(), EscapingScheme.fromAcceptHeader(accept));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing in memory fails
    }
    reply.send(200, Map.of("Content-Type", format.getContentType()), page.toByteArray());
  }

  /**
   * Else the library would pick its binary format where that is asked for, and has no jar for it.
   */
  private ExpositionFormatWriter format(@Nullable String accept) {
    ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
    return openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
  }
}
