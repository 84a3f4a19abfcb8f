package org.vespabench.runner.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Validity;

/** Writes a result as JSON; {@code docs/result.md} describes it. */
public final class ResultJson {
  /** Raised when a field changes its meaning or goes; new ones may come at any time. */
  private static final int SCHEMA_VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private ResultJson() {}

  /** Write it with line breaks, and one at the end. */
  public static String of(Result result, String fallback) {
    return GSON.toJson(tree(result, fallback)) + "\n";
  }

  /** Write what is known of a number that was not measured now, but found in the cache file. */
  public static String ofCached(Result description, String number, Validity validity) {
    JsonObject json = new JsonObject();
    json.addProperty("schemaVersion", SCHEMA_VERSION);
    json.addProperty("command", description.command());
    json.addProperty("coordinates", description.coordinates());
    json.addProperty("unit", description.unit());
    json.add("throughput", new JsonPrimitive(Double.valueOf(number)));
    json.add("doneThroughput", JsonNull.INSTANCE);
    json.add("validity", validity(validity));
    json.addProperty("cached", true);
    json.addProperty("simulated", false);
    origin(json, description.origin());
    return GSON.toJson(json) + "\n";
  }

  private static JsonObject tree(Result result, String fallback) {
    JsonObject json = new JsonObject();
    json.addProperty("schemaVersion", SCHEMA_VERSION);
    json.addProperty("command", result.command());
    json.addProperty("coordinates", result.coordinates());
    json.addProperty("unit", result.unit());
    headline(json, result, fallback);
    json.add("validity", validity(result.validity()));
    json.add("notes", strings(result.notes()));
    json.addProperty("interrupted", result.interrupted());
    json.addProperty("simulated", result.origin().simulated());
    figures(json, result.figures());
    origin(json, result.origin());
    return json;
  }

  private static void headline(JsonObject json, Result result, String fallback) {
    Result.Figures figures = result.figures();
    json.add("throughput", number(figures.throughput()));
    json.add("doneThroughput", number(figures.doneThroughput()));
    json.add("doneRatio", doneRatio(figures));
    if (!result.measured()) {
      json.add("fallback", new JsonPrimitive(Double.valueOf(fallback)));
      json.addProperty("reason", result.reason());
    }
  }

  private static JsonElement doneRatio(Result.Figures figures) {
    boolean both = figures.throughput().isPresent() && figures.doneThroughput().isPresent();
    return both
        ? number(figures.doneThroughput().getAsDouble() / figures.throughput().getAsDouble())
        : JsonNull.INSTANCE;
  }

  private static JsonObject validity(Validity validity) {
    JsonObject json = new JsonObject();
    json.addProperty("verdict", validity.verdict().toString());
    json.add("reasons", strings(validity.reasons()));
    return json;
  }

  private static void figures(JsonObject json, Result.Figures figures) {
    SustainedRate sustained = figures.sustained();
    if (figures.load() != null) {
      json.add("load", LoadJson.of(figures.load()));
    }
    json.add("sustained", sustained == null ? JsonNull.INSTANCE : sustained(sustained));
    json.add(
        "mean",
        sustained == null && figures.load() == null
            ? mean(figures.mean(), figures.warming())
            : JsonNull.INSTANCE);
    json.addProperty("roundsPlanned", figures.planned());
    JsonArray rounds = new JsonArray();
    if (sustained == null) {
      figures.rounds().forEach(round -> rounds.add(round(round)));
    }
    json.add("rounds", rounds);
    json.add("latencyMillis", latencies(figures.histograms()));
    json.add("client", figures.client() == null ? JsonNull.INSTANCE : client(figures.client()));
    json.add("gapsInOneReadShare", number(figures.histograms().shareInOneRead()));
    json.add("requests", requests(figures));
    json.add("errors", errors(figures.rounds()));
    json.add("details", numbers(figures.details()));
  }

  private static JsonObject client(ClientFigures client) {
    JsonObject json = new JsonObject();
    json.add("seconds", number(client.seconds()));
    json.addProperty("cores", client.cores());
    json.add("cpuCores", number(client.cpuCores()));
    json.add("machineBusy", number(client.machineBusy()));
    json.add("busiestIoThread", number(client.busiestIoThread()));
    json.addProperty("gcPauses", client.gcCount());
    json.addProperty("gcMillis", client.gcMillis());
    json.addProperty("longestGcPauseMillis", client.longestGcPauseMillis());
    json.add("cpuCoresPeak", number(client.peaks().cpuCores()));
    json.add("machineBusyPeak", number(client.peaks().machineBusy()));
    json.add("busiestIoThreadPeak", number(client.peaks().busiestIoThread()));
    return json;
  }

  private static JsonObject sustained(SustainedRate rate) {
    JsonObject json = new JsonObject();
    json.add("low95", number(rate.interval().low()));
    json.add("high95", number(rate.interval().high()));
    json.addProperty("concurrency", rate.concurrency());
    json.add("seconds", number(rate.seconds()));
    json.add("plannedSeconds", number(rate.plannedSeconds()));
    json.addProperty("batches", rate.interval().count());
    json.add("batchSeconds", number(rate.batchSeconds()));
    json.add("effectiveBatches", number(rate.effectiveBatches()));
    json.add("secondsForInterval", number(rate.secondsForInterval()));
    json.addProperty("requestsBefore", rate.before());
    return json;
  }

  private static JsonElement mean(MeanInterval mean, boolean warming) {
    JsonObject json = new JsonObject();
    json.add("throughput", number(mean.mean()));
    json.add("low95", number(mean.low()));
    json.add("high95", number(mean.high()));
    json.add("standardDeviation", number(mean.deviation()));
    json.addProperty("rounds", mean.count());
    json.addProperty("firstRoundWarming", warming);
    return json;
  }

  static JsonObject round(Round round) {
    JsonObject json = new JsonObject();
    json.addProperty("requests", round.requests());
    json.addProperty("successful", round.completed());
    json.add("declared", number(round.declared()));
    json.add("done", number(round.done()));
    json.addProperty("estimated", round.estimated());
    json.add("seconds", number(round.seconds()));
    boolean any = round.completed() > 0;
    json.add("throughput", any ? number(round.throughput()) : JsonNull.INSTANCE);
    json.add("doneThroughput", any ? number(round.doneThroughput()) : JsonNull.INSTANCE);
    return json;
  }

  static JsonObject latencies(Histograms histograms) {
    JsonObject json = new JsonObject();
    for (Latency latency : Latency.values()) {
      Histogram micros = histograms.of(latency);
      if (micros.getTotalCount() > 0) {
        json.add(latency.key(), latency(micros));
      }
    }
    return json;
  }

  static JsonObject latency(Histogram micros) {
    JsonObject json = new JsonObject();
    json.addProperty("count", micros.getTotalCount());
    json.add("mean", number(micros.getMean() / 1_000));
    json.add("min", number(micros.getMinValue() / 1_000.0));
    for (Percentile percentile : Percentile.all()) {
      json.add(percentile.label(), number(percentile.millis(micros)));
    }
    json.add("max", number(micros.getMaxValue() / 1_000.0));
    return json;
  }

  private static JsonObject requests(Result.Figures figures) {
    List<Round> rounds = figures.rounds();
    JsonObject json = new JsonObject();
    json.add("sent", number(sum(rounds, Round::requests)));
    json.add("successful", number(sum(rounds, Round::completed)));
    json.add("failed", number(sum(rounds, Round::failed)));
    json.add("declared", number(sum(rounds, Round::declared)));
    json.add("done", number(sum(rounds, Round::done)));
    json.add("estimated", number(sum(rounds, Round::estimated)));
    json.addProperty("connectionsOpened", figures.connections().fresh());
    json.addProperty("connectionsReused", figures.connections().reused());
    json.addProperty("staleConnections", figures.connections().stale());
    json.add("backendMeans", numbers(Details.means(rounds)));
    return json;
  }

  private static double sum(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sum();
  }

  private static JsonArray errors(List<Round> rounds) {
    JsonArray array = new JsonArray();
    Errors.of(rounds)
        .forEach(
            (label, count) -> {
              JsonObject json = new JsonObject();
              json.addProperty("kind", label);
              json.addProperty("count", count.count());
              json.addProperty("first", count.first().message());
              array.add(json);
            });
    return array;
  }

  private static void origin(JsonObject json, Result.Origin origin) {
    json.addProperty("url", origin.url());
    json.add("identity", texts(origin.identity()));
    json.addProperty("startedAt", origin.startedAt().toString());
    json.add("seconds", number(origin.seconds()));
    // As text: a seed has more digits than JavaScript's numbers.
    json.addProperty("seed", Long.toString(origin.seed()));
    JsonObject settings = new JsonObject();
    origin.settings().forEach((name, shown) -> settings.add(name, setting(shown)));
    json.add("settings", settings);
    JsonObject plugin = new JsonObject();
    plugin.addProperty("jar", origin.plugin().jar());
    plugin.addProperty("version", origin.plugin().version());
    json.add("plugin", plugin);
    json.addProperty("version", origin.version());
    json.add("machine", texts(origin.machine()));
  }

  private static JsonObject setting(Result.Shown shown) {
    JsonObject json = new JsonObject();
    json.addProperty("value", shown.value());
    json.addProperty("source", shown.source());
    return json;
  }

  private static JsonObject numbers(Map<String, Double> values) {
    JsonObject json = new JsonObject();
    values.forEach((name, value) -> json.add(name, number(value)));
    return json;
  }

  private static JsonObject texts(Map<String, String> values) {
    JsonObject json = new JsonObject();
    values.forEach(json::addProperty);
    return json;
  }

  private static JsonArray strings(Collection<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  static JsonElement number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : JsonNull.INSTANCE;
  }

  /** JSON has no NaN; whole numbers are written without a point. */
  static JsonElement number(double value) {
    if (!Double.isFinite(value)) {
      return JsonNull.INSTANCE;
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? new JsonPrimitive((long) value) : new JsonPrimitive(value);
  }
}
