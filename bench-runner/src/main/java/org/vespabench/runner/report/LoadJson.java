package org.vespabench.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Map;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.StageFigures;

/** Writes what a load test measured besides, as JSON; {@code docs/result.md} describes it. */
final class LoadJson {
  private LoadJson() {}

  static JsonObject of(LoadFigures load) {
    JsonObject json = new JsonObject();
    JsonArray stages = new JsonArray();
    load.stages().forEach(stage -> stages.add(stage(stage)));
    json.add("stages", stages);
    json.add("slo", load.slo() == null ? JsonNull.INSTANCE : slo(load.slo()));
    json.addProperty("warmUpRequests", load.warmUp());
    json.addProperty("warmUpFailed", load.warmUpFailed());
    // As text: it has more digits than JavaScript's numbers.
    json.addProperty("originNanos", Long.toString(load.originNanos()));
    json.addProperty("cut", load.cut());
    return json;
  }

  private static JsonObject slo(SloOutcome slo) {
    JsonObject json = new JsonObject();
    json.addProperty("verdict", slo.verdict().toString());
    JsonArray limits = new JsonArray();
    for (SloOutcome.LimitOutcome limit : slo.limits()) {
      JsonObject one = new JsonObject();
      one.addProperty("limit", limit.limit());
      one.addProperty("verdict", limit.verdict().toString());
      one.add("value", ResultJson.number(limit.value()));
      one.addProperty("observed", limit.observed());
      one.addProperty("reason", limit.reason());
      limits.add(one);
    }
    json.add("limits", limits);
    SloOutcome.Attainment attainment = slo.attainment();
    json.addProperty("scheduled", attainment.scheduled());
    json.addProperty("attained", attainment.attained());
    json.addProperty("unknown", attainment.unknown());
    json.add("attainment", ResultJson.number(attainment.share()));
    json.add("attainmentLow95", ResultJson.number(attainment.low()));
    json.add("attainmentHigh95", ResultJson.number(attainment.high()));
    json.add("goodput", ResultJson.number(attainment.goodput()));
    return json;
  }

  private static JsonObject stage(StageFigures stage) {
    JsonObject json = new JsonObject();
    json.addProperty("name", stage.name());
    json.add("seconds", ResultJson.number(stage.seconds()));
    json.add("requestedRate", ResultJson.number(stage.requestedRate()));
    json.add("sentRate", ResultJson.number(stage.sentRate()));
    json.add("requestRate", ResultJson.number(stage.requestRate()));
    json.add("throughput", ResultJson.number(stage.rates().declared()));
    json.add("doneThroughput", ResultJson.number(stage.rates().done()));
    json.addProperty("ofWholeTime", stage.rates().whole());
    json.addProperty("scheduled", stage.scheduled());
    json.addProperty("late", stage.late());
    json.addProperty("unsent", stage.unsent());
    json.addProperty("mostInFlight", stage.mostInFlight());
    json.add("sendLagMillis", sendLag(stage));
    json.add("latencyMillis", ResultJson.latencies(stage.histograms()));
    json.add("models", parts(stage.models()));
    json.add("workers", parts(stage.workers()));
    return json;
  }

  private static JsonObject parts(Map<String, StageFigures.PartFigures> parts) {
    JsonObject json = new JsonObject();
    parts.forEach(
        (name, figures) -> {
          JsonObject part = ResultJson.round(figures.round());
          part.add("latencyMillis", ResultJson.latencies(figures.histograms()));
          json.add(name, part);
        });
    return json;
  }

  private static JsonElement sendLag(StageFigures stage) {
    return stage.sendLagMicros().getTotalCount() == 0
        ? JsonNull.INSTANCE
        : ResultJson.latency(stage.sendLagMicros());
  }
}
