package org.vespabench.tgi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** The plugin's simulator on a port, and a client of it. Its answers end after three tokens. */
final class SimulatedServer implements AutoCloseable {
  private static final Capacity SHORT =
      Capacity.defaults()
          .withStreamRate(10_000)
          .withTtft(Duration.ofMillis(1))
          .withLengths(Capacity.Lengths.parse("3:3"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final SimulatedBackend backend;

  private SimulatedServer(SimulatedBackend backend) {
    this.backend = backend;
  }

  static SimulatedServer start() throws IOException {
    return new SimulatedServer(SimulatedBackend.start(new TgiGenerate(), SHORT, 0));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Post JSON that is written with single quotes. */
  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    HttpRequest.BodyPublisher json = HttpRequest.BodyPublishers.ofString(Json.of(body));
    return client.send(request(path).POST(json).build(), HttpResponse.BodyHandlers.ofString());
  }

  static String header(HttpResponse<String> reply, String name) {
    return reply.headers().firstValue(name).orElse("");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(backend.url() + path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    backend.close();
  }
}
