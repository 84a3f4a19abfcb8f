package org.vespabench.runner.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.vespabench.api.TestRequest;

/** Makes of a request for a backend one for the worker in front of it. */
final class WorkerRequest {
  private WorkerRequest() {}

  /** Put the body into an envelope with what the autoscaler signed; without one, into the query. */
  static TestRequest of(TestRequest request, JsonObject authData) {
    if (request.method().equals("GET")) {
      return request.withPath(withQuery(request.path(), authData));
    }
    String payload = request.body().isEmpty() ? "{}" : request.body();
    return request.withBody("{\"auth_data\": %s, \"payload\": %s}".formatted(authData, payload));
  }

  private static String withQuery(String path, JsonObject authData) {
    StringBuilder whole = new StringBuilder(path);
    char next = path.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, JsonElement> field : authData.entrySet()) {
      whole
          .append(next)
          .append("serverless_")
          .append(field.getKey())
          .append('=')
          .append(URLEncoder.encode(field.getValue().getAsString(), StandardCharsets.UTF_8));
      next = '&';
    }
    return whole.toString();
  }
}
