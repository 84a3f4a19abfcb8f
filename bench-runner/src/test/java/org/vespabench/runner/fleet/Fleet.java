package org.vespabench.runner.fleet;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What the tests of this package share. */
final class Fleet {
  static final WorkerIdentity WORKER =
      new WorkerIdentity(42, "secret-token", "1.1.0", "https://203.0.113.7:41234");

  static final ScriptedReply OK = ScriptedReply.json("{}");
  static final ScriptedReply ERROR = ScriptedReply.status(500, "{\"was\": \"secret-token\"}");

  /** As usual, but fast. */
  static final ReportTimes FAST =
      new ReportTimes(
          Duration.ofMillis(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          3,
          Duration.ofSeconds(10));

  private Fleet() {}

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2));
  }

  static Autoscaler autoscaler(ScriptedBackend... at) {
    String list = Arrays.stream(at).map(one -> one.url() + "/").collect(Collectors.joining(","));
    return Autoscaler.open(ReportAddresses.parse(list), Map.of());
  }

  /** A server that is gone: its port refuses. */
  static ScriptedBackend gone() throws Exception {
    ScriptedBackend backend = ScriptedBackend.start();
    backend.close();
    return backend;
  }

  static List<String> bodies(ScriptedBackend backend, String path) {
    return backend.requests(path).stream().map(one -> one.body()).toList();
  }

  static List<JsonObject> statuses(ScriptedBackend backend) {
    return bodies(backend, "/worker_status/").stream()
        .map(text -> JsonParser.parseString(text).getAsJsonObject())
        .toList();
  }

  static double sum(List<JsonObject> statuses, String field) {
    return statuses.stream().mapToDouble(one -> one.get(field).getAsDouble()).sum();
  }
}
