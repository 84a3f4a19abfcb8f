package org.vespabench.runner.autoscaler;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.vespabench.runner.auth.Signer;

/** Speaks to an autoscaler as clients and workers do. */
final class AutoscalerClient {
  static final String ACCOUNT_KEY = "k-of-all";
  static final String KEY = "secret";

  /** One for all: to make a key for each test takes longer than the tests. */
  static final Signer SIGNER = Signer.generate();

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI url;

  /**
   * What came back.
   *
   * @param status of HTTP
   * @param body as sent
   */
  record Answer(int status, String body) {
    JsonElement json() {
      return JsonParser.parseString(body);
    }

    JsonObject object() {
      return json().getAsJsonObject();
    }

    String error() {
      return object().get("error").getAsString();
    }
  }

  AutoscalerClient(LocalAutoscaler autoscaler) {
    this.url = autoscaler.url();
  }

  static AutoscalerOptions options() {
    return AutoscalerOptions.defaults()
        .withSigner(SIGNER)
        .withAccountKey(ACCOUNT_KEY)
        .withEndpoints(new AutoscalerOptions.Endpoint(5, "local", KEY));
  }

  Answer get(String path, String bearer) throws IOException, InterruptedException {
    return send(at(path, bearer).GET());
  }

  Answer post(String path, Object body) throws IOException, InterruptedException {
    return post(path, body, "");
  }

  Answer post(String path, Object body, String bearer) throws IOException, InterruptedException {
    return send(at(path, bearer).POST(BodyPublishers.ofString(body.toString())));
  }

  /** Ask for a route of the endpoint {@code local}. */
  JsonObject route(String cost, long requestIdx) throws IOException, InterruptedException {
    Answer answer =
        post(
            "/route/",
            "{\"endpoint\":\"local\",\"api_key\":\"%s\",\"cost\":%s,\"request_idx\":%d}"
                .formatted(KEY, cost, requestIdx));
    if (answer.status() != 200) {
      throw new IOException(answer.toString());
    }
    return answer.object();
  }

  /** Ask for a route, and tell the worker's URL. */
  String routedTo(String cost) throws IOException, InterruptedException {
    return route(cost, 0).get("url").getAsString();
  }

  void report(JsonObject status) throws IOException, InterruptedException {
    Answer answer = post("/worker_status/", status);
    if (answer.status() != 200) {
      throw new IOException(answer.toString());
    }
  }

  /** Report the end of requests, as older workers do. */
  Answer delete(long workerId, boolean success, long... requestIdxs)
      throws IOException, InterruptedException {
    JsonArray all = new JsonArray();
    for (long each : requestIdxs) {
      all.add(each);
    }
    JsonObject body = new JsonObject();
    body.addProperty("worker_id", workerId);
    body.addProperty("mtoken", "token");
    body.add("request_idxs", all);
    body.addProperty("success", success);
    return post("/delete_requests/", body);
  }

  /** Report the end of a request, as newer workers do. */
  Answer delete(long workerId, long requestIdx, String status)
      throws IOException, InterruptedException {
    return post(
        "/delete_requests/",
        """
        {"worker_id": %d, "mtoken": "token", "requests": [{"request_idx": %d, "success": %b,
        "status": "%s", "entered_queue_at": 1.5, "work_started_at": 1.5, "work_completed_at": 2}]}
        """
            .formatted(workerId, requestIdx, status.equals("Success"), status));
  }

  /** The report of a worker, with all its fields. */
  static JsonObject status(long id, double maxPerf, long... working) {
    JsonArray idxs = new JsonArray();
    for (long each : working) {
      idxs.add(each);
    }
    JsonObject status =
        JsonParser.parseString(
                """
                {"mtoken": "token", "version": "0.3.0", "loadtime": 0.0, "cur_load": 20.0,
                "rej_load": 3.0, "new_load": 10.0, "error_msg": "", "cur_perf": 7.5,
                "cur_capacity": 0, "max_capacity": 0, "num_requests_working": 2,
                "num_requests_recieved": 9, "additional_disk_usage": -0.25}
                """)
            .getAsJsonObject();
    status.addProperty("id", id);
    status.addProperty("max_perf", maxPerf);
    status.addProperty("url", worker(id));
    status.add("working_request_idxs", idxs);
    return status;
  }

  static JsonObject failing(long id, String errorMsg) {
    JsonObject status = status(id, 10);
    status.addProperty("error_msg", errorMsg);
    return status;
  }

  static String worker(long id) {
    return "http://127.0.0.1:" + (3000 + id);
  }

  private HttpRequest.Builder at(String path, String bearer) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}
