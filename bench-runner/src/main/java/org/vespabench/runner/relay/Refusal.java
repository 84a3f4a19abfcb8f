package org.vespabench.runner.relay;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.proxy.Outcome;
import org.vespabench.runner.route.WorkerSearch;
import org.vespabench.runner.server.ServerReply;

/**
 * What a client is answered where no worker answers it, in the form that SDKs take messages from.
 *
 * @param status of HTTP
 * @param code for programs
 * @param message for people, without keys
 */
record Refusal(int status, String code, String message) {
  /** About as long as an autoscaler needs to see that more is wanted. */
  private static final String RETRY_SECONDS = "5";

  static Refusal badRequest(String code, String why) {
    return new Refusal(400, code, why);
  }

  static Refusal foreign(String why) {
    return new Refusal(403, "foreign_origin", why);
  }

  static Refusal tooLarge(int limitBytes) {
    return new Refusal(
        413,
        "body_too_large",
        "the request's body is larger than %d bytes, which --max-body says".formatted(limitBytes));
  }

  static Refusal notProxied(String why) {
    return new Refusal(501, "not_supported", why);
  }

  static Refusal stopping() {
    return new Refusal(503, "stopping", "bench client is being stopped");
  }

  static Refusal failed(Throwable cause) {
    return new Refusal(500, "internal_error", "bench client failed: " + cause.getClass().getName());
  }

  static Refusal unreachable(String why) {
    return new Refusal(502, "worker_unreachable", why);
  }

  /** Answer for an autoscaler that named nobody. */
  static Refusal of(Failure failure) {
    if (failure.kind() == FailureKind.CUT) {
      return stopping();
    }
    return failure.detail().equals(WorkerSearch.NO_WORKER)
        ? new Refusal(503, "no_worker", failure.message())
        : new Refusal(502, "autoscaler_failed", failure.message());
  }

  /** Answer for a worker that cannot; the statuses are the proxy's own. */
  static Refusal of(Outcome outcome, String why) {
    String told = "at the worker: " + why;
    return switch (outcome) {
      case REFUSED -> notProxied(why);
      case BACKEND_UNREACHABLE -> unreachable(told);
      case BACKEND_LOST -> new Refusal(502, "worker_lost", told);
      case BACKEND_TIMEOUT -> new Refusal(504, "worker_timeout", told);
      case CLOSED -> stopping();
      case DONE, CLIENT_LEFT -> throw new IllegalArgumentException(outcome + " is no refusal");
    };
  }

  /** Write the body. */
  String json() {
    JsonObject error = new JsonObject();
    error.addProperty("message", message);
    error.addProperty("type", status < 500 ? "invalid_request_error" : "server_error");
    error.addProperty("code", code);
    JsonObject body = new JsonObject();
    body.add("error", error);
    return body.toString();
  }

  void send(ServerReply reply) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (status == 503) {
      headers.put("Retry-After", RETRY_SECONDS);
    }
    if (status == 413) {
      headers.put("Connection", "close"); // the rest of the body is not read
    }
    reply.send(status, headers, json());
  }
}
