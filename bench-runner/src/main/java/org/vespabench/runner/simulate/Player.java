package org.vespabench.runner.simulate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.server.HttpHandler;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;

/** Asks the simulator what to do with each request, and sets a {@link Stage} for it. */
final class Player implements HttpHandler {
  final Clock clock;
  final Capacity capacity;
  final Clockwork clockwork;
  final Books books = new Books();

  /** Kept when they are done, as clients ask afterwards; gone when cancelled. */
  final Map<String, Task> jobs = new ConcurrentHashMap<>();

  /** How many requests and jobs wait or are worked on. */
  final AtomicInteger inFlight = new AtomicInteger();

  final BackendSimulator simulator;
  private final AtomicLong numbers = new AtomicLong();

  Player(BackendSimulator simulator, Capacity capacity, Clock clock) {
    this.simulator = simulator;
    this.capacity = capacity;
    this.clock = clock;
    this.clockwork = new Clockwork(clock, capacity);
  }

  @Override
  public void handle(ServerRequest request, ServerReply reply) {
    long arrivedNanos = clock.nanos();
    TestRequest asked = testRequest(request);
    if (asked == null) {
      books.addOther();
      String message = "the simulator knows GET and POST, not " + request.method();
      reply.send(405, Stage.JSON, Stage.errorBody(405, message));
      return;
    }
    Ticket ticket = new Ticket(capacity.seed(), numbers);
    Stage stage = new Stage(this, asked, ticket, reply, arrivedNanos);
    try {
      stage.play(simulator.simulate(asked, stage.blankReply()));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      stage.answerThrown(e);
    }
  }

  private static @Nullable TestRequest testRequest(ServerRequest request) {
    TestRequest asked;
    switch (request.method()) {
      case "GET" -> asked = TestRequest.get(request.path()).withBody(request.body());
      case "POST" -> asked = TestRequest.post(request.path(), request.body());
      default -> {
        return null;
      }
    }
    Map<String, String> first = new HashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      if (first.putIfAbsent(header.getKey(), header.getValue()) == null) {
        asked = asked.header(header.getKey(), header.getValue());
      }
    }
    return asked;
  }
}
