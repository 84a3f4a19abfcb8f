package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.measure.Validity;

final class ResultJsonTest {
  private static JsonObject parsed(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }

  private static JsonObject measured() {
    return parsed(ResultJson.of(Results.measured(), "1.0"));
  }

  @Test
  void theHeadlineIsTheThroughputAndItsUnit() {
    JsonObject json = measured();

    assertThat(json.get("schemaVersion").getAsInt()).isEqualTo(1);
    assertThat(json.get("command").getAsString()).isEqualTo("run");
    assertThat(json.get("coordinates").getAsString()).isEqualTo("benchmarks.openai:benchmark");
    assertThat(json.get("unit").getAsString()).isEqualTo("tokens");
    assertThat(json.get("throughput").getAsDouble()).isEqualTo(1_125);
    assertThat(json.get("doneThroughput").getAsDouble()).isEqualTo(900);
    assertThat(json.get("doneRatio").getAsDouble()).isEqualTo(0.8);
    assertThat(json.get("interrupted").getAsBoolean()).isFalse();
    assertThat(json.get("simulated").getAsBoolean()).isFalse();
    assertThat(json.has("fallback")).isFalse();
    assertThat(json.has("reason")).isFalse();
  }

  @Test
  void validityAndNotesAreIn() {
    assertThat(measured().get("validity"))
        .hasToString("{\"verdict\":\"suspect\",\"reasons\":[\"1 of 20 requests failed\"]}");
    assertThat(measured().get("notes")).hasToString("[\"the first of its kind\"]");
  }

  @Test
  void eachRoundIsIn() {
    JsonObject json = measured();

    assertThat(json.get("roundsPlanned").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonArray("rounds").get(0))
        .hasToString(
            "{\"requests\":10,\"successful\":10,\"declared\":5000,\"done\":2500,\"estimated\":1,"
                + "\"seconds\":5,\"throughput\":1000,\"doneThroughput\":500}");
    assertThat(json.getAsJsonArray("rounds")).hasSize(2);
    assertThat(json.getAsJsonObject("mean").get("throughput").getAsDouble()).isEqualTo(1_062.5);
    assertThat(json.getAsJsonObject("mean").get("rounds").getAsInt()).isEqualTo(2);
  }

  @Test
  void aRateThatWasKeptUpStandsInThePlaceOfRounds() {
    JsonObject json = parsed(ResultJson.of(Results.sustained(90.0, 110.0, 90.0, 110.0), "1.0"));

    JsonObject sustained = json.getAsJsonObject("sustained");
    assertThat(json.get("throughput").getAsDouble()).isEqualTo(100);
    assertThat(sustained.get("low95").getAsDouble()).isLessThan(100);
    assertThat(sustained.get("high95").getAsDouble()).isGreaterThan(100);
    sustained.remove("low95");
    sustained.remove("high95");
    assertThat(sustained)
        .hasToString(
            "{\"concurrency\":10,\"seconds\":30,\"plannedSeconds\":30,\"batches\":4,"
                + "\"batchSeconds\":5,\"effectiveBatches\":4,\"secondsForInterval\":25,"
                + "\"requestsBefore\":12}");
    assertThat(json.getAsJsonArray("rounds")).isEmpty();
    assertThat(json.get("mean").isJsonNull()).isTrue();
    assertThat(json.getAsJsonObject("requests").get("successful").getAsInt()).isEqualTo(60);
    assertThat(measured().get("sustained").isJsonNull()).isTrue();
  }

  @Test
  void requestsAndErrorsAreAddedUp() {
    JsonObject json = measured();

    assertThat(json.get("requests"))
        .hasToString(
            "{\"sent\":20,\"successful\":19,\"failed\":1,\"declared\":9500,\"done\":7000,"
                + "\"estimated\":1,\"connectionsOpened\":10,\"connectionsReused\":9,\"staleConnections\":1,"
                + "\"backendMeans\":{\"queueMillis\":12.5}}");
    assertThat(json.get("errors"))
        .hasToString(
            "[{\"kind\":\"status:503\",\"count\":1,\"first\":\"the backend answered 503\"}]");
    assertThat(json.get("details")).hasToString("{\"loadMillis\":7.25}");
  }

  @Test
  void aPercentileWithTooFewSamplesIsNull() {
    JsonObject latencies = measured().getAsJsonObject("latencyMillis");

    assertThat(latencies.keySet())
        .containsExactly("e2e", "e2eFromSent", "ttft", "ttftFromSent", "ttfa", "interEvent");
    JsonObject e2e = latencies.getAsJsonObject("e2e");
    assertThat(e2e.keySet())
        .containsExactly("count", "mean", "min", "p50", "p90", "p95", "p99", "max");
    assertThat(e2e.get("count").getAsInt()).isEqualTo(8);
    assertThat(Math.round(e2e.get("p50").getAsDouble())).isEqualTo(100);
    assertThat(e2e.get("p90").isJsonNull()).isTrue();
    assertThat(e2e.get("p99").isJsonNull()).isTrue();
    assertThat(measured().get("gapsInOneReadShare").getAsDouble()).isEqualTo(0.5);
  }

  @Test
  void whatWasMeasuredWithWhatIsIn() {
    JsonObject json = measured();

    assertThat(json.get("url").getAsString()).isEqualTo("http://127.0.0.1:8000");
    assertThat(json.get("startedAt").getAsString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.get("seconds").getAsDouble()).isEqualTo(9.5);
    assertThat(json.get("settings"))
        .hasToString("{\"runs\":{\"value\":\"2\",\"source\":\"the command line\"}}");
    assertThat(json.get("plugin"))
        .hasToString("{\"jar\":\"bench-openai.jar\",\"version\":\"1.2\"}");
    assertThat(json.get("version").getAsString()).isEqualTo("0.1.0");
    assertThat(json.get("machine")).hasToString("{\"os\":\"Linux\"}");
    assertThat(json.get("identity")).hasToString("{\"model\":\"qwen\"}");
  }

  @Test
  void aSeedIsTextAsItHasMoreDigitsThanJavaScript() {
    assertThat(measured().get("seed")).hasToString("\"9007199254740993\"");
  }

  @Test
  void withoutANumberThroughputIsNullAndTheFallbackHasItsReason() {
    JsonObject json = parsed(ResultJson.of(Results.failed("no request succeeded"), "1.0"));

    assertThat(json.get("throughput").isJsonNull()).isTrue();
    assertThat(json.get("doneThroughput").isJsonNull()).isTrue();
    assertThat(json.get("doneRatio").isJsonNull()).isTrue();
    assertThat(json.get("fallback")).hasToString("1.0");
    assertThat(json.get("reason").getAsString()).isEqualTo("no request succeeded");
    assertThat(json.getAsJsonObject("mean").get("throughput").isJsonNull()).isTrue();
    JsonObject round = json.getAsJsonArray("rounds").get(0).getAsJsonObject();
    assertThat(round.get("throughput").isJsonNull()).isTrue();
    assertThat(round.get("doneThroughput").isJsonNull()).isTrue();
  }

  @Test
  void noNumberIsOneThatJsonDoesNotKnow() {
    assertThat(ResultJson.of(Results.failed("no request succeeded"), "1.0"))
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void itIsTheSameInEveryLanguageAndEndsWithALineBreak() {
    String json = ResultJson.of(Results.measured(), "1.0");

    assertThat(
            InLocale.of(
                Locale.forLanguageTag("ar-EG"), () -> ResultJson.of(Results.measured(), "1.0")))
        .isEqualTo(json);
    assertThat(json).startsWith("{\n").endsWith("}\n");
  }

  @Test
  void aNumberFromTheCacheIsMarkedAsSuch() {
    JsonObject json =
        parsed(ResultJson.ofCached(Results.measured(), "1125.50", Validity.VALID.suspect("old")));

    assertThat(json.get("throughput").getAsDouble()).isEqualTo(1_125.5);
    assertThat(json.get("cached").getAsBoolean()).isTrue();
    assertThat(json.getAsJsonObject("validity").get("verdict").getAsString()).isEqualTo("suspect");
    assertThat(json.has("rounds")).isFalse();
  }
}
