package org.vespabench.runner.report;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.OutputTimes;

/** {@code requests.jsonl}: a line of JSON for each exchange, with all that is known of it. */
final class RequestsFile {
  static final String NAME = "requests.jsonl";
  private static final double NANOS_PER_MILLI = 1e6;

  private final long originNanos;

  private RequestsFile(long originNanos) {
    this.originNanos = originNanos;
  }

  /** Begin one; times are given from {@code originNanos} on. */
  static EntryFile create(Path folder, long originNanos) throws IOException {
    return LinesFile.create(folder, NAME, "", new RequestsFile(originNanos)::line);
  }

  private String line(ExchangeLog.Entry entry) {
    Exchange exchange = entry.exchange();
    Exchange.Stamps stamps = exchange.stamps();
    OutputTimes outputs = exchange.outputs();
    JsonObject json = new JsonObject();
    json.addProperty("index", entry.index());
    json.addProperty("id", entry.id());
    json.addProperty("stage", entry.stage());
    if (!entry.model().isEmpty()) {
      json.addProperty("model", entry.model());
    }
    addTime(json, "intended", stamps.intended());
    addTime(json, "leased", stamps.leased());
    addTime(json, "sent", stamps.sent());
    exchange.routing().ifPresent(routing -> addRouting(json, routing));
    addTime(json, "headers", stamps.headers());
    if (outputs.count() > 0) {
      addTime(json, "firstOutput", outputs.first());
      if (outputs.answered()) {
        addTime(json, "firstAnswer", outputs.firstAnswer());
      }
      addTime(json, "lastOutput", outputs.last());
      json.addProperty("outputs", outputs.count());
    }
    addTime(json, "done", stamps.done());
    addWork(json, exchange);
    json.addProperty("freshConnection", exchange.connection().fresh());
    if (exchange.connection().resent()) {
      json.addProperty("resent", true);
    }
    Failure failure = exchange.failure();
    if (failure != null) {
      json.addProperty("error", failure.label());
      json.addProperty("message", failure.message());
    }
    return json + "\n";
  }

  private void addRouting(JsonObject json, Exchange.Routing routing) {
    json.addProperty("asked", routing.asked());
    if (!routing.requestIdx().isEmpty()) {
      json.addProperty("requestIdx", routing.requestIdx());
    }
    addTime(json, "answered", routing.answered());
    addTime(json, "routed", routing.routed());
    if (!routing.worker().isEmpty()) {
      json.addProperty("worker", routing.worker());
      addTime(json, "workerSent", routing.sent());
    }
  }

  private static void addWork(JsonObject json, Exchange exchange) {
    json.addProperty("declaredUnits", exchange.declared());
    if (exchange.succeeded()) {
      json.addProperty("doneUnits", exchange.done());
      if (exchange.estimated()) {
        json.addProperty("estimated", true);
      }
    }
    if (exchange.work() != null) {
      exchange.work().details().forEach(json::addProperty);
    }
  }

  /** In milliseconds from the beginning, to the nanosecond. */
  private void addTime(JsonObject json, String name, long nanos) {
    if (nanos != 0) {
      json.addProperty(name + "Millis", (nanos - originNanos) / NANOS_PER_MILLI);
    }
  }
}
