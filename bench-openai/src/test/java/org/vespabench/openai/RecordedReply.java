package org.vespabench.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.vespabench.api.SimulatedReply;

/** Keeps what a simulator fills in; its answers end after {@code length} tokens. */
record RecordedReply(
    int length,
    int status,
    String body,
    double units,
    List<String> events,
    Map<String, String> headers)
    implements SimulatedReply {

  /** A reply that leaves the length as it was asked for. */
  static RecordedReply blank() {
    return blank(Integer.MAX_VALUE);
  }

  static RecordedReply blank(int length) {
    return new RecordedReply(length, 500, "", 0, List.of(), Map.of());
  }

  @Override
  public int length(int asked) {
    return Math.min(asked, length);
  }

  @Override
  public SimulatedReply now(String body) {
    return new RecordedReply(length, 200, body, 0, List.of(), headers);
  }

  @Override
  public SimulatedReply error(int status, String body) {
    return new RecordedReply(length, status, body, 0, List.of(), headers);
  }

  @Override
  public SimulatedReply work(double units, BiFunction<Duration, Duration, String> body) {
    String made = body.apply(Duration.ZERO, Duration.ofSeconds(1));
    return new RecordedReply(length, 200, made, units, List.of(), headers);
  }

  @Override
  public SimulatedReply stream(int units, IntFunction<String> event, String... last) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < units; i++) {
      made.add(event.apply(i));
    }
    made.addAll(List.of(last));
    return new RecordedReply(length, 200, "", units, made, headers);
  }

  @Override
  public SimulatedReply header(String name, String value) {
    return new RecordedReply(length, status, body, units, events, Map.of(name, value));
  }

  @Override
  public SimulatedReply header(String name, BiFunction<Duration, Duration, String> value) {
    return header(name, value.apply(Duration.ZERO, Duration.ofSeconds(1)));
  }

  @Override
  public SimulatedReply startJob(double units, Function<String, String> body) {
    throw new UnsupportedOperationException("this protocol has no jobs");
  }

  @Override
  public SimulatedReply job(
      String id, String unfinished, BiFunction<Duration, Duration, String> finished) {
    throw new UnsupportedOperationException("this protocol has no jobs");
  }

  @Override
  public SimulatedReply cancelJob(String id, String body) {
    throw new UnsupportedOperationException("this protocol has no jobs");
  }
}
