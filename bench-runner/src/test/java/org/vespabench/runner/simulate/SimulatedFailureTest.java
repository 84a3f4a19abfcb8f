package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Failures and refusals in the form of the plugin's backend. */
@Timeout(60)
class SimulatedFailureTest {
  private static final Capacity FAST =
      Capacity.defaults().withTtft(Duration.ZERO).withStreamRate(1e6);
  private static final Capacity FAILING = FAST.withErrorRate(1);

  private SimulatedBackend backend;
  private BackendClient client;

  @AfterEach
  void close() {
    backend.close();
  }

  /** Works, streams and starts jobs; what is said in place of that is left to the test. */
  private abstract static class Plugin implements BackendSimulator {
    @Override
    public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
      return switch (request.path()) {
        case "/work" -> reply.work(1, (queued, worked) -> "worked").header("X-Of", "work");
        case "/stream" -> reply.stream(2, i -> "e" + i);
        case "/job" -> reply.startJob(1, id -> "queued");
        case "/long" -> reply.startJob(1e12, id -> id);
        case "/cancel" -> reply.cancelJob(request.body(), "");
        default -> reply.now("healthy");
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/work", "/stream", "/job"})
  void anInjectedFailureHasThePluginsForm(String path) throws Exception {
    serve(
        FAILING,
        new Plugin() {
          @Override
          public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
            return reply.now("no " + request.path()).header("Content-Type", "text/plain");
          }
        });

    HttpResponse<String> response = client.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("no " + path);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(response.headers().firstValue("X-Of")).isEmpty();
    assertThat(client.get("/health").body()).isEqualTo("healthy");
    assertThat(backend.books().count()).isZero();
  }

  @Test
  void aFailureMayTakeASlotToBreakOffThere() throws Exception {
    serve(
        FAILING,
        new Plugin() {
          @Override
          public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
            return reply.stream(1, i -> "half", "broken");
          }
        });

    assertThat(client.get("/stream").body()).isEqualTo("data: half\n\ndata: broken\n\n");
    assertThat(backend.books().units()).isEqualTo(1);
  }

  @Test
  void aFailureThatThrowsAnswers500WithThat() throws Exception {
    serve(
        FAILING,
        new Plugin() {
          @Override
          public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
            throw new IllegalStateException("no luck");
          }
        });

    assertThat(client.get("/work").body())
        .contains("the simulator threw java.lang.IllegalStateException: no luck");
  }

  @Test
  void whatIsAboveThePluginsLimitIsRefusedUntilThereIsRoom() throws Exception {
    serve(FAST.withSlots(1), new Limited(2));
    String first = client.get("/long").body();
    String second = client.get("/long").body();

    for (String path : new String[] {"/work", "/stream", "/job"}) {
      HttpResponse<String> refused = client.get(path);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).isEqualTo("2 others");
    }
    assertThat(client.get("/health").body()).isEqualTo("healthy");

    cancel(second); // which waits
    await().until(() -> client.get("/job").statusCode() == 200);
    cancel(first); // which has the slot
    await().until(() -> client.get("/work").body().equals("worked"));
    assertThat(client.get("/stream").statusCode()).isEqualTo(200);
  }

  @Test
  void whoHasItsAnswerIsNoLongerCounted() throws Exception {
    serve(FAST, new Limited(1));

    for (int i = 0; i < 50; i++) {
      assertThat(client.get(i % 2 == 0 ? "/work" : "/stream").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whoIsRefusedIsNotCounted() throws Exception {
    serve(FAST.withSlots(1), new Limited(1));
    String running = client.get("/long").body();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/work").body()).isEqualTo("1 others");
    }

    cancel(running);

    await().until(() -> client.get("/work").statusCode() == 200);
  }

  /** Has room for so many. */
  private static final class Limited extends Plugin {
    private final int limit;

    Limited(int limit) {
      this.limit = limit;
    }

    @Override
    public SimulatedReply overload(TestRequest request, SimulatedReply reply, int others) {
      return others < limit ? reply : reply.error(429, others + " others");
    }
  }

  private void cancel(String job) throws Exception {
    BodyPublisher body = BodyPublishers.ofString(job);
    assertThat(client.send(client.request("/cancel").POST(body)).statusCode()).isEqualTo(200);
  }

  private void serve(Capacity capacity, BackendSimulator simulator) throws IOException {
    backend = SimulatedBackend.start(simulator, capacity, 0);
    client = new BackendClient(backend.url());
  }
}
