package org.vespabench.runner.simulate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.server.RawConnection;

class SimulatedBackendTest {
  /** One for all tests, as each has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Capacity FAST =
      Capacity.defaults().withTtft(Duration.ZERO).withStreamRate(1e6);
  private static final Capacity NEVER_DONE =
      Capacity.defaults().withSlots(1).withTtft(Duration.ZERO).withStreamRate(1e-6);

  private SimulatedBackend backend;

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  @Test
  void answersAtOnceWithoutASlot() throws Exception {
    serve(NEVER_DONE, (request, reply) -> reply.now("{\"a\":1}").header("X-Kind", "instant"));

    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"a\":1}");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("X-Kind")).hasValue("instant");
    assertThat(backend.books().list()).isEmpty();
    assertThat(backend.books().others()).isEqualTo(1);
  }

  @Test
  void refusesWithTheSimulatorsStatusAndType() throws Exception {
    serve(FAST, (request, reply) -> reply.error(422, "no").header("content-type", "text/plain"));

    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).isEqualTo("no");
    assertThat(response.headers().allValues("Content-Type")).containsExactly("text/plain");
  }

  @Test
  void showsTheWholeRequestToTheSimulator() throws Exception {
    serve(
        FAST,
        (request, reply) ->
            reply.now(
                "%s %s %s %s"
                    .formatted(
                        request.method(),
                        request.path(),
                        request.body(),
                        request.headers().get("X-Kind"))));

    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(at("/a?b=c"))
                .header("X-Kind", "mine")
                .header("X-Kind", "other")
                .POST(BodyPublishers.ofString("body")));

    assertThat(response.body()).isEqualTo("POST /a?b=c body mine");
    assertThat(get("/d").body()).isEqualTo("GET /d  null");
  }

  @Test
  void worksAndTellsTheTimes() throws Exception {
    Capacity capacity = FAST.withSlots(1).withTtft(Duration.ofMillis(40)).withStreamRate(100);
    serve(
        capacity,
        (request, reply) ->
            reply
                .work(2, (queued, worked) -> queued.toMillis() + " " + worked.toMillis())
                .header("X-Worked", (queued, worked) -> "" + worked.toMillis()));

    List<CompletableFuture<HttpResponse<String>>> both = List.of(getAsync("/"), getAsync("/"));

    for (CompletableFuture<HttpResponse<String>> each : both) {
      HttpResponse<String> response = each.get(20, SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).endsWith(" 60");
      assertThat(response.headers().firstValue("X-Worked")).hasValue("60");
    }
    List<Books.Served> served = backend.books().list();
    assertThat(served).extracting(Books.Served::units).containsExactly(2.0, 2.0);
    assertThat(served.get(1).startedNanos() - served.get(0).startedNanos())
        .isBetween(60_000_000L, 60_000_001L);
    assertThat(backend.books().units()).isEqualTo(4);
  }

  @Test
  void streamsEventsAsTheirUnitsAreDone() throws Exception {
    Capacity capacity = FAST.withTtft(Duration.ofMillis(50)).withStreamRate(200);
    serve(
        capacity,
        (request, reply) ->
            reply.stream(5, i -> "{\"i\":" + i + "}", "two\nlines", "[DONE]")
                .header("X-Worked", (queued, worked) -> "" + worked.toMillis()));

    try (RawConnection connection = RawConnection.open(backend.url())) {
      connection.get("/stream");
      String head = connection.readUntil("\r\n\r\n");
      assertThat(head)
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: text/event-stream", "X-Worked: 50");
      for (int i = 0; i < 5; i++) {
        assertThat(connection.readUntil("\n\n\r\n"))
            .isEqualTo("f\r\ndata: {\"i\":" + i + "}\n\n\r\n");
      }
      assertThat(connection.readUntil("\n\n\r\n")).endsWith("data: two\ndata: lines\n\n\r\n");
      assertThat(connection.readUntil("0\r\n\r\n")).contains("data: [DONE]\n\n");
    }

    Books.Served served = backend.books().list().get(0);
    assertThat(served.path()).isEqualTo("/stream");
    assertThat(served.status()).isEqualTo(200);
    assertThat(served.cut()).isFalse();
    assertThat(served.emittedNanos()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      long exact = served.startedNanos() + 50_000_000L + i * 5_000_000L;
      assertThat(served.emittedNanos()[i]).isGreaterThanOrEqualTo(exact - 1);
    }
    assertThat(served.endedNanos()).isGreaterThanOrEqualTo(served.startedNanos() + 74_999_999L);
  }

  @Test
  void anEmptyStreamHasItsLastEvents() throws Exception {
    serve(FAST, (request, reply) -> reply.stream(0, i -> "never", "[DONE]"));

    assertThat(get("/").body()).isEqualTo("data: [DONE]\n\n");
  }

  @Test
  void manyStreamsAtOnceAllComplete() throws Exception {
    int streams = 200;
    Capacity capacity =
        Capacity.defaults().withSlots(streams).withStreamRate(200).withTtft(Duration.ofMillis(100));
    serve(capacity, (request, reply) -> reply.stream(40, i -> "e" + i, "[DONE]"));
    String whole =
        IntStream.range(0, 40).mapToObj(i -> "data: e" + i + "\n\n").collect(Collectors.joining())
            + "data: [DONE]\n\n";

    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, streams).mapToObj(i -> getAsync("/" + i)).toList();

    for (CompletableFuture<HttpResponse<String>> each : all) {
      assertThat(each.get(30, SECONDS).body()).isEqualTo(whole);
    }
    assertThat(backend.books().count()).isEqualTo(streams);
    assertThat(backend.books().units()).isEqualTo(40.0 * streams);
  }

  @Test
  void jobsTakeSlotsAndAreFoundByTheirIds() throws Exception {
    serve(FAST.withSlots(1).withTtft(Duration.ofMillis(30)), SimulatedBackendTest::jobs);

    String first = get("/start").body();
    String second = get("/start").body();

    assertThat(first).isNotEqualTo(second);
    assertThat(get("/job?nobody").body()).isEqualTo("unfinished");
    await().until(() -> get("/job?" + second).body().equals("done after 30"));
    assertThat(get("/job?" + first).body()).isEqualTo("done after 30");
    assertThat(backend.books().list())
        .extracting(Books.Served::path, Books.Served::cut)
        .containsOnly(tuple("/start", false));
  }

  @Test
  void aCancelledJobFreesItsSlot() throws Exception {
    serve(NEVER_DONE, SimulatedBackendTest::jobs);
    String running = get("/start").body();
    String waiting = get("/start").body();
    CompletableFuture<HttpResponse<String>> next = getAsync("/work");

    assertThat(get("/job?" + running).body()).isEqualTo("unfinished");
    assertThat(get("/cancel?" + waiting).body()).isEqualTo("cancelled");
    assertThat(get("/cancel?" + running).body()).isEqualTo("cancelled");

    assertThat(next.get(20, SECONDS).body()).isEqualTo("worked");
    assertThat(get("/job?" + running).body()).isEqualTo("unfinished");
    assertThat(backend.books().list()).extracting(Books.Served::cut).containsExactly(true, false);
  }

  @Test
  void aClientThatGoesFreesItsSlot() throws Exception {
    serve(NEVER_DONE, SimulatedBackendTest::slowStreamElseTinyWork);
    CompletableFuture<HttpResponse<String>> next;
    try (RawConnection connection = RawConnection.open(backend.url())) {
      connection.get("/stream");
      connection.readUntil("data: 0\n\n");
      next = getAsync("/work");
      assertThat(next).isNotDone();
    }

    assertThat(next.get(20, SECONDS).body()).isEqualTo("worked");
    Books.Served cut = backend.books().list().get(0);
    assertThat(cut.cut()).isTrue();
    assertThat(cut.status()).isEqualTo(200);
    assertThat(cut.units()).isLessThan(1);
    assertThat(cut.emittedNanos()).hasSize(1);
  }

  @Test
  void aClientThatGoesWhileItWaitsNeverTakesASlot() throws Exception {
    serve(NEVER_DONE, SimulatedBackendTest::slowStreamElseTinyWork);
    try (RawConnection running = RawConnection.open(backend.url())) {
      running.get("/stream");
      running.readUntil("data: 0\n\n");
      try (RawConnection waiting = RawConnection.open(backend.url())) {
        waiting.get("/stream");
      }
      await().until(() -> backend.books().others() == 1);
    }

    await().until(() -> backend.books().count() == 1);
    assertThat(get("/work").body()).isEqualTo("worked");
  }

  @Test
  void answers500ForABlankReply() throws Exception {
    serve(FAST, (request, reply) -> reply.header("X-Lost", "yes"));

    HttpResponse<String> response = get("/v2");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"the simulator left the reply blank: it does not know"
                + " /v2\",\"type\":\"server_error\",\"code\":500}}");
  }

  @Test
  void answers500WithWhatTheSimulatorThrew() throws Exception {
    serve(
        FAST,
        (request, reply) ->
            switch (request.path()) {
              case "/work" -> reply.work(1, (queued, worked) -> fail("work"));
              case "/stream" -> reply.stream(3, i -> fail("stream"));
              case "/start" -> reply.startJob(1, id -> fail("job"));
              case "/header" -> reply.now("").header("X", (queued, worked) -> fail("header"));
              default -> reply.now(fail("simulator"));
            });

    for (String what : List.of("work", "stream", "start", "header", "other", "work")) {
      HttpResponse<String> response = get("/" + what);
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body())
          .contains("the simulator threw java.lang.IllegalStateException: no luck with ");
    }
  }

  @Test
  void cutsAStreamWhoseSimulatorThrowsAndFreesItsSlot() throws Exception {
    serve(
        FAST.withSlots(1),
        (request, reply) -> reply.stream(3, i -> i < 2 ? "e" + i : fail("event")));

    for (int i = 0; i < 3; i++) {
      try (RawConnection connection = RawConnection.open(backend.url())) {
        connection.get("/");
        assertThatThrownBy(connection::readAll).isInstanceOf(IOException.class);
      }
    }
    await().until(() -> backend.books().count() == 3);
    assertThat(backend.books().list()).extracting(Books.Served::cut).containsOnly(true);
  }

  @Test
  void refusesOtherMethods() throws Exception {
    serve(FAST, (request, reply) -> reply.now("never"));

    HttpResponse<String> response = send(HttpRequest.newBuilder(at("/")).DELETE());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).contains("the simulator knows GET and POST, not DELETE");
  }

  @Test
  void failsTheShareThatWasAskedForAndNothingElse() throws Exception {
    Capacity capacity = FAST.withErrorRate(0.3).withSeed(42);
    serve(
        capacity,
        (request, reply) ->
            request.path().equals("/health")
                ? reply.now("ok")
                : reply.work(1, (queued, worked) -> "worked"));

    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      assertThat(get("/health").statusCode()).isEqualTo(200);
      HttpResponse<String> response = get("/work");
      statuses.add(response.statusCode());
      if (response.statusCode() == 500) {
        assertThat(response.body())
            .isEqualTo(
                "{\"error\":{\"message\":\"simulated failure\",\"type\":\"server_error\","
                    + "\"code\":500}}");
      }
    }

    AtomicLong numbers = new AtomicLong();
    List<Integer> drawn =
        IntStream.range(0, 100)
            .mapToObj(i -> new Ticket(42, numbers).draws().error() < 0.3 ? 500 : 200)
            .toList();
    assertThat(statuses).isEqualTo(drawn);
    assertThat(backend.books().count()).isEqualTo(drawn.stream().filter(s -> s == 200).count());
  }

  @Test
  void drawsOneLengthForEachRequest() throws Exception {
    serve(
        FAST.withLengths(new Capacity.Lengths(20, 60)),
        (request, reply) -> reply.now(reply.length(40) + " " + reply.now("").length(40)));

    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      bodies.add(get("/").body());
    }

    assertThat(bodies).allMatch(body -> body.matches("(\\d+) \\1"));
    assertThat(bodies).contains("40 40");
    assertThat(bodies.stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void takesLargeBodies() throws Exception {
    serve(FAST, (request, reply) -> reply.now("" + request.body().length()));
    String large = "x".repeat(20_000_000);

    HttpResponse<String> response =
        send(HttpRequest.newBuilder(at("/")).POST(BodyPublishers.ofString(large)));

    assertThat(response.body()).isEqualTo("20000000");
  }

  @Test
  void saysWhichPortIsInUse() throws Exception {
    serve(FAST, (request, reply) -> reply.now(""));
    int port = backend.url().getPort();

    assertThatThrownBy(() -> SimulatedBackend.start((request, reply) -> reply, FAST, port))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + port + ": it is in use");
  }

  private static SimulatedReply jobs(TestRequest request, SimulatedReply reply) {
    String id = request.path().substring(request.path().indexOf('?') + 1);
    return switch (request.path().split("\\?", 2)[0]) {
      case "/start" -> reply.startJob(1, newId -> newId);
      case "/job" ->
          reply.job(id, "unfinished", (queued, worked) -> "done after " + worked.toMillis());
      case "/cancel" -> reply.cancelJob(id, "cancelled");
      default -> reply.work(1e-9, (queued, worked) -> "worked");
    };
  }

  private static SimulatedReply slowStreamElseTinyWork(TestRequest request, SimulatedReply reply) {
    return request.path().equals("/stream")
        ? reply.stream(1000, i -> "" + i)
        : reply.work(1e-9, (queued, worked) -> "worked");
  }

  private static String fail(String what) {
    throw new IllegalStateException("no luck with " + what);
  }

  private void serve(Capacity capacity, BackendSimulator simulator) throws IOException {
    backend = SimulatedBackend.start(simulator, capacity, 0);
  }

  private URI at(String path) {
    return URI.create(backend.url() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return CLIENT.sendAsync(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }
}
