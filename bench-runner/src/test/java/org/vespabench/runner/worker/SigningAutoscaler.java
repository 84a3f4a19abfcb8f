package org.vespabench.runner.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;

/** Hands out its key, signs, and keeps what workers report. */
final class SigningAutoscaler implements AutoCloseable {
  /** One for all tests, as it takes a while to make. */
  private static final Signer SIGNER = Signer.generate();

  final Signer signer = SIGNER;
  private final Queue<JsonObject> statuses = new ConcurrentLinkedQueue<>();
  private final Queue<JsonObject> finished = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  SigningAutoscaler() throws IOException {
    server = HttpServer.start(InetAddress.getLoopbackAddress(), 0, this::answer);
  }

  private void answer(ServerRequest request, ServerReply reply) {
    switch (request.path()) {
      case "/pubkey/" -> reply.send(200, Map.of(), signer.publicKeyPem());
      case "/worker_status/" -> {
        statuses.add(JsonParser.parseString(request.body()).getAsJsonObject());
        reply.send(200, Map.of(), "{}");
      }
      case "/delete_requests/" -> {
        finished.add(JsonParser.parseString(request.body()).getAsJsonObject());
        reply.send(200, Map.of(), "{}");
      }
      default -> reply.send(404, Map.of(), "");
    }
  }

  URI url() {
    return server.url();
  }

  /** Add up what the reports said of something. */
  double sum(String field) {
    return statuses.stream().mapToDouble(one -> one.get(field).getAsDouble()).sum();
  }

  JsonObject lastStatus() {
    return statuses.stream().reduce((one, next) -> next).orElseThrow();
  }

  /** List the names of the requests that were reported as finished. */
  List<String> finished() {
    return finished.stream()
        .flatMap(one -> one.getAsJsonArray("requests").asList().stream())
        .map(one -> one.getAsJsonObject().get("request_idx").getAsString())
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
