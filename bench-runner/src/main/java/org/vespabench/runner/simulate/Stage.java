package org.vespabench.runner.simulate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.server.ServerReply;

/**
 * Plays the reply to one request, as planned. Starts on the I/O thread; what a slot does happens on
 * the clock's.
 */
final class Stage {
  private static final Logger log = LoggerFactory.getLogger(Stage.class);

  static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private static final long[] NOTHING = {};

  private final Player player;
  private final TestRequest asked;
  private final String path;
  private final String id;
  private final Ticket ticket;
  private final ServerReply reply;
  private final long arrivedNanos;

  /** Set before a plan is played, on the I/O thread. */
  private List<PlannedReply.HeaderLine> headers = List.of();

  /** What is played is a failure, which may take a slot itself, to fail there. As above. */
  private boolean isTurnedAway;

  Stage(Player player, TestRequest asked, Ticket ticket, ServerReply reply, long arrivedNanos) {
    this.player = player;
    this.asked = asked;
    this.path = asked.path();
    this.id = id(asked);
    this.ticket = ticket;
    this.reply = reply;
    this.arrivedNanos = arrivedNanos;
  }

  private static String id(TestRequest asked) {
    return asked.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("X-Request-Id"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  PlannedReply blankReply() {
    return PlannedReply.blank(ticket, player.capacity.lengths());
  }

  void play(SimulatedReply filled) {
    if (filled instanceof PlannedReply planned) {
      headers = planned.headers();
      planned.play(this);
    } else {
      answerError(500, "the simulator returned no filled reply");
    }
  }

  void blank() {
    answerError(500, "the simulator left the reply blank: it does not know " + path);
  }

  void answer(int status, String body) {
    Map<String, String> lines = lines("application/json", Duration.ZERO, Duration.ZERO);
    player.books.addOther();
    reply.send(status, lines, body);
  }

  void answerError(int status, String message) {
    headers = List.of(); // theirs belong to the reply that failed, and may be what failed
    answer(status, errorBody(status, message));
  }

  void answerThrown(Throwable thrown) {
    log.warn("the simulator failed on {}", path, thrown);
    answerError(500, "the simulator threw " + thrown);
  }

  void work(double units, BiFunction<Duration, Duration, String> body) {
    if (admitted()) {
      occupy(task(units, 0, new Whole(body)));
    }
  }

  void stream(int units, IntFunction<String> event, List<String> last) {
    if (admitted()) {
      occupy(task(units, units, new Streaming(this, reply, event, last)));
    }
  }

  void startJob(double units, Function<String, String> body) {
    String id = ticket.jobId();
    String answer = body.apply(id);
    Map<String, String> lines = lines("application/json", Duration.ZERO, Duration.ZERO);
    if (!admitted()) {
      return;
    }
    Task task = task(units, 0, new Job());
    player.jobs.put(id, task);
    player.clockwork.submit(task);
    reply.send(200, lines, answer);
  }

  void job(String id, String unfinished, BiFunction<Duration, Duration, String> finished) {
    Task task = player.jobs.get(id);
    if (task == null || task.state != Task.State.ENDED) {
      answer(200, unfinished);
    } else {
      answer(200, finished.apply(task.queued(), task.worked()));
    }
  }

  void cancelJob(String id, String body) {
    Task task = player.jobs.remove(id);
    if (task != null) {
      player.clockwork.cancel(task);
    }
    answer(200, body);
  }

  /** Make the header lines, when the reply starts. */
  Map<String, String> lines(String contentType, Duration queued, Duration worked) {
    Map<String, String> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lines.put("Content-Type", contentType);
    headers.forEach(line -> lines.put(line.name(), line.value().apply(queued, worked)));
    return lines;
  }

  long nanos() {
    return player.clock.nanos();
  }

  /** Note how a task went. Before its last byte is sent, so that who has that finds it noted. */
  void book(Task task, int status, boolean cut, long endedNanos, long... emittedNanos) {
    player.inFlight.decrementAndGet();
    if (!task.tookSlot()) {
      player.books.addOther();
      return;
    }
    player.books.add(
        new Books.Served(
            ticket.number(),
            id,
            path,
            status,
            task.done,
            arrivedNanos,
            player.clockwork.nanos(task.started),
            endedNanos,
            cut,
            emittedNanos));
  }

  /** Stop to work on a task whose event just failed; its listener is told, and books it. */
  void stop(Task task) {
    player.clockwork.cancelAtEvent(task);
  }

  /** Answer 500 in place of a stream that the simulator could not go on with, or cut it. */
  void crash(Throwable thrown, boolean begun) {
    log.warn("the simulator failed on {}", path, thrown);
    if (begun) {
      reply.abort();
    } else {
      reply.send(500, JSON, errorBody(500, "the simulator threw " + thrown));
    }
  }

  /** Tell whether it may wait for a slot, and count it in; else it has its answer. */
  private boolean admitted() {
    int others = player.inFlight.getAndIncrement();
    boolean admitted = false;
    try {
      admitted = isTurnedAway || !turnedAway(others);
      return admitted;
    } finally {
      if (!admitted) {
        player.inFlight.decrementAndGet();
      }
    }
  }

  private boolean turnedAway(int others) {
    if (ticket.draws().error() < player.capacity.errorRate()) {
      SimulatedReply failure = player.simulator.failure(asked, blankReply());
      if (PlannedReply.isBlank(failure)) {
        answerError(500, "simulated failure");
      } else {
        playInstead(failure);
      }
      return true;
    }
    SimulatedReply refusal = player.simulator.overload(asked, blankReply(), others);
    if (PlannedReply.isBlank(refusal)) {
      return false;
    }
    playInstead(refusal);
    return true;
  }

  private void playInstead(SimulatedReply filled) {
    isTurnedAway = true;
    play(filled);
  }

  private void occupy(Task task) {
    player.clockwork.submit(task);
    reply.onClosed(() -> player.clockwork.cancel(task));
  }

  private Task task(double units, int events, Task.Listener listener) {
    Ticket.Draws draws = ticket.draws();
    double jitter = player.capacity.jitter();
    return new Task(
        units,
        events,
        player.capacity.ttft().toNanos() * (1 + jitter * (2 * draws.ttft() - 1)),
        1 + jitter * (2 * draws.pace() - 1),
        player.clockwork.since(arrivedNanos),
        listener);
  }

  static String errorBody(int status, String message) {
    return "{\"error\":{\"message\":%s,\"type\":\"%s\",\"code\":%d}}"
        .formatted(
            TestRequest.quote(message),
            status < 500 ? "invalid_request_error" : "server_error",
            status);
  }

  /** Sends one body when the work is done. */
  private final class Whole implements Task.Listener {
    private final BiFunction<Duration, Duration, String> body;

    Whole(BiFunction<Duration, Duration, String> body) {
      this.body = body;
    }

    @Override
    public void ended(Task task) {
      int status = 200;
      String text;
      Map<String, String> lines;
      try {
        text = body.apply(task.queued(), task.worked());
        lines = lines("application/json", task.queued(), task.worked());
      } catch (RuntimeException | LinkageError | AssertionError e) {
        log.warn("the simulator failed on {}", path, e);
        status = 500;
        text = errorBody(status, "the simulator threw " + e);
        lines = JSON;
      }
      long now = nanos();
      book(task, status, false, now, now);
      reply.send(status, lines, text);
    }

    @Override
    public void cancelled(Task task) {
      book(task, 0, true, nanos(), NOTHING);
    }
  }

  /** Works for nobody who waits. */
  private final class Job implements Task.Listener {
    @Override
    public void ended(Task task) {
      book(task, 200, false, nanos(), NOTHING);
    }

    @Override
    public void cancelled(Task task) {
      book(task, 200, true, nanos(), NOTHING);
    }
  }
}
