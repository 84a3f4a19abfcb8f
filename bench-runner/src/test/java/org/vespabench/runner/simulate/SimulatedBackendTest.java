package org.vespabench.runner.simulate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
  private static final Capacity FAST =
      Capacity.defaults().withTtft(Duration.ZERO).withStreamRate(1e6);
  private static final Capacity NEVER_DONE =
      Capacity.defaults().withSlots(1).withTtft(Duration.ZERO).withStreamRate(1e-6);

  private SimulatedBackend backend;
  private BackendClient client;

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  @Test
  void answersAtOnceWithoutASlot() throws Exception {
    serve(NEVER_DONE, (request, reply) -> reply.now("{\"a\":1}").header("X-Kind", "instant"));

    HttpResponse<String> response = client.get("/");

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

    HttpResponse<String> response = client.get("/");

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
        client.send(
            client
                .request("/a?b=c")
                .header("X-Kind", "mine")
                .header("X-Kind", "other")
                .POST(BodyPublishers.ofString("body")));

    assertThat(response.body()).isEqualTo("POST /a?b=c body mine");
    assertThat(client.get("/d").body()).isEqualTo("GET /d  null");
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

    List<CompletableFuture<HttpResponse<String>>> both =
        List.of(client.getAsync("/"), client.getAsync("/"));

    for (CompletableFuture<HttpResponse<String>> each : both) {
      HttpResponse<String> response = each.get(20, SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).endsWith(" 60");
      assertThat(response.headers().firstValue("X-Worked")).hasValue("60");
    }
    List<Books.Served> served = backend.books().list();
    assertThat(served).extracting(Books.Served::units).containsExactly(2.0, 2.0);
    assertThat(served.get(1).startedNanos() - served.get(0).startedNanos())
        .isGreaterThanOrEqualTo(59_999_999L);
    assertThat(backend.books().units()).isEqualTo(4);
  }

  @Test
  void jitterStretchesOrShrinksTheFirstWaitAndThePace() throws Exception {
    Capacity capacity =
        FAST.withTtft(Duration.ofMillis(10)).withStreamRate(200).withJitter(0.5).withSeed(3);
    serve(capacity, (request, reply) -> reply.work(2, (queued, worked) -> "" + worked.toNanos()));
    AtomicLong numbers = new AtomicLong();

    for (int i = 0; i < 10; i++) {
      Ticket.Draws draws = new Ticket(3, numbers).draws();
      double exact = 10e6 * (0.5 + draws.ttft()) + 10e6 * (0.5 + draws.pace());
      assertThat(Double.parseDouble(client.get("/").body())).isCloseTo(exact, within(2.0));
    }
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

    assertThat(client.get("/").body()).isEqualTo("data: [DONE]\n\n");
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
        IntStream.range(0, streams).mapToObj(i -> client.getAsync("/" + i)).toList();

    for (CompletableFuture<HttpResponse<String>> each : all) {
      assertThat(each.get(30, SECONDS).body()).isEqualTo(whole);
    }
    assertThat(backend.books().count()).isEqualTo(streams);
    assertThat(backend.books().units()).isEqualTo(40.0 * streams);
  }

  @Test
  void jobsTakeSlotsAndAreFoundByTheirIds() throws Exception {
    serve(FAST.withSlots(1).withTtft(Duration.ofMillis(30)), SimulatedBackendTest::jobs);

    String first = client.get("/start").body();
    String second = client.get("/start").body();

    assertThat(first).isNotEqualTo(second);
    assertThat(client.get("/job?nobody").body()).isEqualTo("unfinished");
    await().until(() -> client.get("/job?" + second).body().equals("done after 30"));
    assertThat(client.get("/job?" + first).body()).isEqualTo("done after 30");
    assertThat(backend.books().list())
        .extracting(Books.Served::path, Books.Served::cut)
        .containsOnly(tuple("/start", false));
  }

  @Test
  void aCancelledJobFreesItsSlot() throws Exception {
    serve(NEVER_DONE, SimulatedBackendTest::jobs);
    String running = client.get("/start").body();
    String waiting = client.get("/start").body();
    CompletableFuture<HttpResponse<String>> next = client.getAsync("/work");

    assertThat(client.get("/job?" + running).body()).isEqualTo("unfinished");
    assertThat(client.get("/cancel?" + waiting).body()).isEqualTo("cancelled");
    assertThat(client.get("/cancel?" + running).body()).isEqualTo("cancelled");

    assertThat(next.get(20, SECONDS).body()).isEqualTo("worked");
    assertThat(client.get("/job?" + running).body()).isEqualTo("unfinished");
    assertThat(backend.books().list()).extracting(Books.Served::cut).containsExactly(true, false);
  }

  @Test
  void drawsOneLengthForEachRequest() throws Exception {
    serve(
        FAST.withLengths(new Capacity.Lengths(20, 60)),
        (request, reply) -> reply.now(reply.length(40) + " " + reply.now("").length(40)));

    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      bodies.add(client.get("/").body());
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
        client.send(client.request("/").POST(BodyPublishers.ofString(large)));

    assertThat(response.body()).isEqualTo("20000000");
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

  private void serve(Capacity capacity, BackendSimulator simulator) throws IOException {
    backend = SimulatedBackend.start(simulator, capacity, 0);
    client = new BackendClient(backend.url());
  }
}
