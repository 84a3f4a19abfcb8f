package org.vespabench.runner.fleet;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A request that the worker is done with.
 *
 * @param requestIdx the autoscaler's name for it, as written
 * @param started when the backend got it; empty if it never did
 * @param completed when that work was over; empty if there was none
 */
record FinishedRequest(
    String requestIdx,
    Outcome outcome,
    Instant entered,
    Optional<Instant> started,
    Optional<Instant> completed) {

  JsonElement index() {
    return number(requestIdx);
  }

  /** Write all that is known of it. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.add("request_idx", index());
    json.addProperty("success", outcome.isSuccess());
    json.addProperty("status", outcome.label());
    json.add("entered_queue_at", seconds(Optional.of(entered)));
    json.add("work_started_at", seconds(started));
    json.add("work_completed_at", seconds(completed));
    return json;
  }

  /** A number that is written as it is here. */
  static JsonElement number(String text) {
    return JsonParser.parseString(text);
  }

  private static JsonElement seconds(Optional<Instant> time) {
    if (time.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time.get());
    return new JsonPrimitive(BigDecimal.valueOf(micros, 6));
  }
}
