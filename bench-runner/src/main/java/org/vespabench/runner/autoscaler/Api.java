package org.vespabench.runner.autoscaler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.autoscaler.AutoscalerOptions.Endpoint;
import org.vespabench.runner.server.HttpHandler;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;

/** Answers what clients and workers ask, on the server's I/O threads; a signature takes 1 ms. */
final class Api implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Api.class);

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final int BODY_LIMIT = 1 << 20;
  private static final String API_KEY = "api_key";
  private static final String REQUEST_IDX = "request_idx";

  private final AutoscalerOptions options;
  private final Fleet fleet;
  private final Signer signer;

  /** By path, which ends with a slash as those of the real one do. */
  private final Map<String, Operation> operations =
      Map.of(
          "/api/v0/endptjobs/", new Operation("GET", this::endpoints),
          "/pubkey/", new Operation("GET", this::publicKey),
          "/route/", new Operation("POST", this::route),
          "/worker_status/", new Operation("POST", this::status),
          "/delete_requests/", new Operation("POST", this::deleteRequests),
          "/get_endpoint_workers/", new Operation("POST", this::workers));

  private record Operation(String method, Function<ServerRequest, Answer> answer) {}

  private record Answer(int status, Map<String, String> headers, String body) {
    static Answer json(int status, JsonElement body) {
      return new Answer(status, JSON, body.toString());
    }

    static Answer error(int status, String message) {
      JsonObject body = new JsonObject();
      body.addProperty("error", message);
      return json(status, body);
    }
  }

  Api(AutoscalerOptions options, Fleet fleet, Signer signer) {
    this.options = options;
    this.fleet = fleet;
    this.signer = signer;
  }

  @Override
  public void handle(ServerRequest request, ServerReply reply) {
    Answer answer = answer(request);
    reply.send(answer.status(), answer.headers(), answer.body());
  }

  private Answer answer(ServerRequest request) {
    String path = request.path().split("\\?", 2)[0];
    Operation operation = operations.get(path);
    if (operation == null) {
      return Answer.error(404, unknown(path));
    }
    if (!operation.method().equals(request.method())) {
      return new Answer(405, Map.of("Allow", operation.method()), "");
    }
    try {
      return operation.answer().apply(request);
    } catch (IllegalArgumentException e) {
      if (path.equals("/worker_status/") || path.equals("/delete_requests/")) {
        log.warn("refused what a worker sent to {}: {}", path, e.getMessage());
      }
      return Answer.error(400, String.valueOf(e.getMessage()));
    }
  }

  private String unknown(String path) {
    return operations.containsKey(path + "/")
        ? "there is no %s: write %s/, with a slash at the end".formatted(path, path)
        : "there is no %s. There are: %s"
            .formatted(path, String.join(", ", operations.keySet().stream().sorted().toList()));
  }

  private Answer endpoints(ServerRequest request) {
    JsonObject body = new JsonObject();
    if (!isEqual(options.accountKey(), bearer(request).orElse(""))) {
      body.addProperty("success", false);
      body.addProperty("error", "auth_error");
      body.addProperty("msg", "the account key in 'Authorization: Bearer …' is missing or wrong");
      return Answer.json(401, body);
    }
    JsonArray results = new JsonArray();
    for (Endpoint one : options.endpoints()) {
      JsonObject row = new JsonObject();
      row.addProperty("id", one.id());
      row.addProperty("endpoint_name", one.name());
      row.addProperty(API_KEY, one.apiKey());
      row.addProperty("endpoint_state", "active");
      results.add(row);
    }
    body.addProperty("success", true);
    body.add("results", results);
    return Answer.json(200, body);
  }

  private Answer publicKey(ServerRequest request) {
    return new Answer(200, Map.of("Content-Type", "text/plain"), signer.publicKeyPem());
  }

  private Answer route(ServerRequest request) {
    JsonFields asked = body(request);
    String name = asked.text("endpoint");
    Endpoint endpoint =
        options.endpoints().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknownEndpoint(name)));
    if (!isEqual(endpoint.apiKey(), key(request, asked))) {
      return Answer.error(401, "the api_key of endpoint '%s' is missing or wrong".formatted(name));
    }
    double unusedCost = asked.numberFromZero("cost");
    double unusedTimeout = asked.has("replay_timeout") ? asked.numberFromZero("replay_timeout") : 0;
    long requestIdx = asked.has(REQUEST_IDX) ? asked.whole(REQUEST_IDX) : 0;
    return routed(name, fleet.route(name, asked.numberToken("cost"), requestIdx));
  }

  private Answer routed(String endpoint, Fleet.Choice choice) {
    JsonObject body =
        choice
            .route()
            .map(route -> signer.sign(route, options.signature()))
            .map(AuthData::toJson)
            .orElseGet(JsonObject::new);
    if (choice.route().isEmpty()) {
      body.addProperty("endpoint", endpoint);
      body.addProperty("status", choice.breakdown());
      body.addProperty(REQUEST_IDX, choice.requestIdx());
    }
    body.addProperty("__request_id", UUID.randomUUID().toString());
    return Answer.json(200, body);
  }

  private Answer status(ServerRequest request) {
    JsonFields sent = body(request);
    if (!isOurs(sent)) {
      return strange("/worker_status/");
    }
    fleet.report(WorkerReport.of(sent));
    return done();
  }

  private Answer deleteRequests(ServerRequest request) {
    JsonFields sent = body(request);
    if (!isOurs(sent)) {
      return strange("/delete_requests/");
    }
    long workerId = sent.whole("worker_id");
    List<Ended> ended = sent.has("requests") ? newer(sent) : older(sent);
    ended.forEach(one -> fleet.end(workerId, one.requestIdx(), one.outcome()));
    return done();
  }

  private record Ended(long requestIdx, Books.Outcome outcome) {}

  private static List<Ended> newer(JsonFields sent) {
    List<Ended> all = new ArrayList<>();
    for (JsonFields one : sent.objects("requests")) {
      all.add(new Ended(one.whole(REQUEST_IDX), outcome(one.text("status"))));
    }
    return all;
  }

  private static List<Ended> older(JsonFields sent) {
    Books.Outcome outcome = sent.flag("success") ? Books.Outcome.SUCCESS : Books.Outcome.FAILED;
    return sent.wholes("request_idxs").stream().map(idx -> new Ended(idx, outcome)).toList();
  }

  private static Books.Outcome outcome(String status) {
    return switch (status) {
      case "Success" -> Books.Outcome.SUCCESS;
      case "Error" -> Books.Outcome.ERROR;
      case "Cancelled" -> Books.Outcome.CANCELLED;
      case "Rejected" -> Books.Outcome.REJECTED;
      default ->
          throw new IllegalArgumentException(
              "status is '%s', not one of Success, Error, Cancelled, Rejected".formatted(status));
    };
  }

  private Answer workers(ServerRequest request) {
    JsonFields asked = body(request);
    long id = asked.whole("id");
    String key = key(request, asked);
    Optional<Endpoint> endpoint =
        options.endpoints().stream().filter(one -> one.id() == id).findFirst();
    if (!isEqual(options.accountKey(), key)
        && !endpoint.map(one -> isEqual(one.apiKey(), key)).orElse(false)) {
      return Answer.error(401, "the api_key is missing or wrong");
    }
    if (endpoint.isEmpty()) {
      return Answer.error(400, "no endpoint has the id " + id);
    }
    JsonArray rows = new JsonArray();
    fleet.rows().forEach(row -> rows.add(row.toJson()));
    return Answer.json(200, rows);
  }

  private static JsonFields body(ServerRequest request) {
    String body = request.body();
    if (body.length() > BODY_LIMIT) {
      throw new IllegalArgumentException(
          "the body has %d characters, and may have %d".formatted(body.length(), BODY_LIMIT));
    }
    return JsonFields.parse(body);
  }

  private String unknownEndpoint(String name) {
    return "no endpoint has the name '%s'. There are: %s"
        .formatted(
            name, String.join(", ", options.endpoints().stream().map(Endpoint::name).toList()));
  }

  private boolean isOurs(JsonFields sent) {
    return options.masterToken().isEmpty()
        || (sent.has("mtoken") && isEqual(options.masterToken(), sent.text("mtoken")));
  }

  private static Answer strange(String path) {
    log.warn("refused what a worker sent to {}: its mtoken is missing or wrong", path);
    return Answer.error(401, "the mtoken is missing or wrong: see MASTER_TOKEN of the worker");
  }

  private static Answer done() {
    JsonObject body = new JsonObject();
    body.addProperty("success", true);
    return Answer.json(200, body);
  }

  /** Clients send the key in the body, in a header, or in both. */
  private static String key(ServerRequest request, JsonFields asked) {
    return asked.has(API_KEY) ? asked.text(API_KEY) : bearer(request).orElse("");
  }

  private static Optional<String> bearer(ServerRequest request) {
    return request
        .header("Authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
        .map(value -> value.substring("bearer ".length()).strip());
  }

  /** Takes as long for each wrong key. */
  private static boolean isEqual(String expected, String given) {
    return MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
  }
}
