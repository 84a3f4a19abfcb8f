package org.vespabench.runner.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.vespabench.api.SimulatedReply;

/** Remembers what a simulator wants done, for a {@link Stage} to do. Immutable. */
final class PlannedReply implements SimulatedReply {
  private static final Consumer<Stage> BLANK = Stage::blank;

  /** One header line, its value still to be made. */
  record HeaderLine(String name, BiFunction<Duration, Duration, String> value) {}

  private final Ticket ticket;
  private final Capacity.Lengths lengths;
  private final List<HeaderLine> headers;
  private final Consumer<Stage> plan;

  private PlannedReply(
      Ticket ticket, Capacity.Lengths lengths, List<HeaderLine> headers, Consumer<Stage> plan) {
    this.ticket = ticket;
    this.lengths = lengths;
    this.headers = headers;
    this.plan = plan;
  }

  static PlannedReply blank(Ticket ticket, Capacity.Lengths lengths) {
    return new PlannedReply(ticket, lengths, List.of(), BLANK);
  }

  static boolean isBlank(SimulatedReply reply) {
    return reply instanceof PlannedReply planned && planned.plan == BLANK;
  }

  void play(Stage stage) {
    plan.accept(stage);
  }

  List<HeaderLine> headers() {
    return headers;
  }

  @Override
  public int length(int asked) {
    check(asked > 0, "the length asked for must be above 0, was " + asked);
    return lengths.pick(ticket.draws().length(), asked);
  }

  @Override
  public SimulatedReply now(String body) {
    requireNonNull(body, "body");
    return planning(stage -> stage.answer(200, body));
  }

  @Override
  public SimulatedReply error(int status, String body) {
    requireNonNull(body, "body");
    check(status >= 400 && status <= 599, "an error's status is 400 to 599, was " + status);
    return planning(stage -> stage.answer(status, body));
  }

  @Override
  public SimulatedReply work(double units, BiFunction<Duration, Duration, String> body) {
    requireNonNull(body, "body");
    checkWork(units);
    return planning(stage -> stage.work(units, body));
  }

  @Override
  public SimulatedReply stream(int units, IntFunction<String> event, String... last) {
    requireNonNull(event, "event");
    check(units >= 0, "streamed units must be zero or more, were " + units);
    List<String> end = List.of(last);
    return planning(stage -> stage.stream(units, event, end));
  }

  @Override
  public SimulatedReply startJob(double units, Function<String, String> body) {
    requireNonNull(body, "body");
    checkWork(units);
    return planning(stage -> stage.startJob(units, body));
  }

  @Override
  public SimulatedReply job(
      String id, String unfinished, BiFunction<Duration, Duration, String> finished) {
    requireNonNull(id, "id");
    requireNonNull(unfinished, "unfinished");
    requireNonNull(finished, "finished");
    return planning(stage -> stage.job(id, unfinished, finished));
  }

  @Override
  public SimulatedReply cancelJob(String id, String body) {
    requireNonNull(id, "id");
    requireNonNull(body, "body");
    return planning(stage -> stage.cancelJob(id, body));
  }

  @Override
  public SimulatedReply header(String name, String value) {
    requireNonNull(value, "value");
    return header(name, (queued, worked) -> value);
  }

  @Override
  public SimulatedReply header(String name, BiFunction<Duration, Duration, String> value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    List<HeaderLine> more = new ArrayList<>(headers);
    more.add(new HeaderLine(name, value));
    return new PlannedReply(ticket, lengths, List.copyOf(more), plan);
  }

  private PlannedReply planning(Consumer<Stage> plan) {
    return new PlannedReply(ticket, lengths, headers, plan);
  }

  private static void checkWork(double units) {
    check(
        units > 0 && Double.isFinite(units),
        "simulated work must be above 0 and finite, was " + units);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
