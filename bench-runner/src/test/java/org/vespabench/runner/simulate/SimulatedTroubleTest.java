package org.vespabench.runner.simulate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.server.RawConnection;

/** What goes wrong: simulators that fail, failures on purpose, clients that go. */
class SimulatedTroubleTest {
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
  void aClientThatGoesFreesItsSlot() throws Exception {
    serve(NEVER_DONE, SimulatedTroubleTest::slowStreamElseTinyWork);
    CompletableFuture<HttpResponse<String>> next;
    try (RawConnection connection = RawConnection.open(backend.url())) {
      connection.get("/stream");
      connection.readUntil("data: 0\n\n");
      next = client.getAsync("/work");
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
    serve(NEVER_DONE, SimulatedTroubleTest::slowStreamElseTinyWork);
    try (RawConnection running = RawConnection.open(backend.url())) {
      running.get("/stream");
      running.readUntil("data: 0\n\n");
      try (RawConnection waiting = RawConnection.open(backend.url())) {
        waiting.get("/stream");
      }
      await().until(() -> backend.books().others() == 1);
    }

    await().until(() -> backend.books().count() == 1);
    assertThat(client.get("/work").body()).isEqualTo("worked");
  }

  @Test
  void answers500ForABlankReply() throws Exception {
    serve(FAST, (request, reply) -> reply.header("X-Lost", "yes"));

    HttpResponse<String> response = client.get("/v2");

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
      HttpResponse<String> response = client.get("/" + what);
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body())
          .contains("the simulator threw java.lang.IllegalStateException: no luck with ");
    }
  }

  @Test
  void booksAStreamThatFailsBeforeItsHeadByTheTimeOfIts500() throws Exception {
    serve(
        FAST.withSlots(1),
        (request, reply) ->
            reply.stream(request.path().equals("/empty") ? 0 : 3, i -> "e" + i)
                .header("X", (queued, worked) -> fail("header")));

    for (String path : List.of("/empty", "/full")) {
      HttpResponse<String> response = client.get(path);

      assertThat(response.statusCode()).isEqualTo(500);
      List<Books.Served> served = backend.books().list();
      assertThat(served.get(served.size() - 1).path()).isEqualTo(path);
      assertThat(served.get(served.size() - 1).status()).isEqualTo(500);
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
    assertThat(backend.books().list())
        .allSatisfy(
            served -> {
              assertThat(served.cut()).isTrue();
              assertThat(served.status()).isEqualTo(200);
              assertThat(served.units()).isCloseTo(2, within(1e-6));
            });
  }

  @Test
  void refusesOtherMethods() throws Exception {
    serve(FAST, (request, reply) -> reply.now("never"));

    HttpResponse<String> response = client.send(client.request("/").DELETE());

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
      assertThat(client.get("/health").statusCode()).isEqualTo(200);
      HttpResponse<String> response = client.get("/work");
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
  void saysWhichPortIsInUse() throws Exception {
    serve(FAST, (request, reply) -> reply.now(""));
    int port = backend.url().getPort();

    assertThatThrownBy(() -> SimulatedBackend.start((request, reply) -> reply, FAST, port))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + port + ": it is in use");
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
    client = new BackendClient(backend.url());
  }
}
