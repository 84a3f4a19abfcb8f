package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.vespabench.api.BackendSimulator;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** Sends what it likes to a simulator that is as fast as can be. */
final class SimulatedClient implements AutoCloseable {
  private static final Capacity FAST =
      Capacity.defaults().withStreamRate(1e9).withTtft(java.time.Duration.ZERO);

  private final SimulatedBackend backend;

  private SimulatedClient(SimulatedBackend backend) {
    this.backend = backend;
  }

  static SimulatedClient of(BackendSimulator simulator) throws Exception {
    return new SimulatedClient(SimulatedBackend.start(simulator, FAST, 0));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** Post JSON in which quotation marks are apostrophes. */
  HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
            .build());
  }

  private URI uri(String path) {
    return URI.create(backend.url() + path);
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  /** The units of all that was served. */
  double units() {
    return backend.books().units();
  }

  @Override
  public void close() {
    backend.close();
  }
}
