package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedReply;

/** What ends with a session, what the backend is told of it, and what goes on. */
class SessionEndTest {
  private static final Duration TICK = Duration.ofMillis(2);

  /** Long enough for the first reply, on a busy machine too. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private static final TestRequest PROMPT = TestRequest.post("/prompt", "{}").declaring(5);

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
    stand
        .backend()
        .on("/prompt", ScriptedReply.json("7"))
        .on("/hang", ScriptedReply.hang())
        .on("/queue", ScriptedReply.json("{}"))
        .on("/interrupt", ScriptedReply.json("{}"));
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void aLossInAFollowUpIsALoss() throws Exception {
    stand.backend().on("/reset", ScriptedReply.raw("").thenReset());
    // Two at once, so that one of them has a connection of its own, which is not tried again.
    Exchange exchange =
        stand.measure(
            PROMPT.followedBy(
                (first, s) ->
                    s.get("/reset")
                        .thenCombine(s.get("/reset"), (one, other) -> Work.asDeclared())));

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
  }

  @Test
  void aFollowUpThatStatesNoWorkIsAFailure() throws Exception {
    Exchange exchange =
        stand.measure(PROMPT.followedBy((first, s) -> CompletableFuture.completedFuture(null)));

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.BODY);
  }

  @Test
  void pollingStopsWhenNobodyWaitsAnyMore() throws Exception {
    HttpSession session = stand.engine().session(Duration.ZERO);

    CompletableFuture<Object> found = session.poll("/queue", TICK, reply -> Optional.empty());
    await().until(() -> stand.backend().requests("/queue").size() > 2);
    found.cancel(false);

    awaitQuiet("/queue");
    assertThat(found).isCancelled();
  }

  @Test
  void whenTheTimeIsUpTheBackendIsToldOnce() throws Exception {
    Exchange exchange = stand.measure(cancellable("/history"), LIMIT);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.TIMEOUT);
    await().until(() -> stand.backend().requests("/interrupt").size() == 1);
    assertThat(stand.backend().requests("/queue").get(0).body()).isEqualTo("{\"delete\": [7]}");
    stand.engine().cutAll();
    stand.engine().close();
    assertThat(stand.backend().requests("/queue")).hasSize(1);
    assertThat(stand.backend().requests("/interrupt")).hasSize(1);
  }

  @Test
  void aBackendThatDoesNotListenHoldsNobodyUp() throws Exception {
    stand.backend().on("/queue", ScriptedReply.hang()).on("/interrupt", ScriptedReply.hang());
    Operation operation = stand.perform(cancellable("/hang"));
    await().until(() -> stand.backend().requests("/hang").size() == 1);

    stand.engine().close();

    assertThat(operation.future()).isDone();
    assertThat(stand.backend().requests("/interrupt")).hasSize(1);
    await().until(() -> stand.backend().openConnections() == 0);
  }

  /** Starts a job that never ends, and says how to cancel it. */
  private static TestRequest cancellable(String waitingFor) {
    return PROMPT.followedBy(
        (first, session) -> {
          session.onCancel(
              TestRequest.post("/queue", "{\"delete\": [%s]}".formatted(first.body())),
              TestRequest.post("/interrupt", ""));
          return session.poll(waitingFor, TICK, reply -> Optional.empty());
        });
  }

  @Test
  void cutAllEndsEverything() throws Exception {
    List<Operation> operations =
        IntStream.range(0, 50).mapToObj(i -> stand.perform(TestRequest.get("/hang"))).toList();
    HttpSession session = stand.engine().session(Duration.ZERO);
    CompletableFuture<HttpReply> reply = session.get("/hang");
    CompletableFuture<Object> polling = session.poll("/queue", TICK, r -> Optional.empty());
    await().until(() -> stand.backend().requests("/hang").size() == 51);

    stand.engine().cutAll();

    assertThat(operations)
        .allMatch(operation -> operation.future().isDone())
        .allMatch(one -> one.exchange().failure().kind() == FailureKind.CUT)
        .allMatch(one -> one.exchange().failure().message().equals("the run was interrupted"));
    assertOver(reply, "the run was interrupted");
    assertOver(polling, "the run was interrupted");
    await().until(() -> stand.backend().openConnections() <= 1);
  }

  @Test
  void afterCutAllTheEngineStillServes() throws Exception {
    stand.engine().cutAll();

    assertThat(stand.measure(PROMPT).failure()).isNull();
  }

  @Test
  void whatWasDueBeforeAllWasCutIsCutThoughItComesLater() throws Exception {
    long due = Ticker.SYSTEM.nanos();
    stand.engine().cutAll();

    Exchange exchange = Stand.ended(stand.engine().perform(PROMPT, due, Duration.ZERO));

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.CUT, "the run was interrupted"));
    assertThat(stand.get("/queue").body()).isEqualTo("{}");
    assertThat(stand.backend().requests("/prompt")).isEmpty();
  }

  @Test
  void whatAnOperationLeavesBehindEndsWithIt() throws Exception {
    AtomicReference<CompletableFuture<?>> reply = new AtomicReference<>();
    AtomicReference<CompletableFuture<?>> polling = new AtomicReference<>();
    TestRequest request =
        PROMPT.followedBy(
            (first, session) -> {
              reply.set(session.get("/hang"));
              polling.set(session.poll("/queue", TICK, any -> Optional.empty()));
              return session.get("/queue").thenApply(any -> Work.asDeclared());
            });

    assertThat(stand.measure(request).failure()).isNull();

    assertOver(reply.get(), "the session is over");
    assertOver(polling.get(), "the session is over");
    awaitQuiet("/queue");
  }

  @Test
  void aSessionThatIsOverSendsNothing() throws Exception {
    AtomicReference<HttpSession> kept = new AtomicReference<>();
    stand.measure(
        PROMPT.followedBy(
            (first, session) -> {
              kept.set(session);
              return CompletableFuture.completedFuture(Work.asDeclared());
            }));

    assertOver(kept.get().get("/queue"), "the session is over");
    assertThat(stand.backend().requests("/queue")).isEmpty();
  }

  private static void assertOver(CompletableFuture<?> future, String message) {
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  /** Wait until no request has come for a while, which polling every few milliseconds precludes. */
  private void awaitQuiet(String path) {
    AtomicReference<Integer> before = new AtomicReference<>(-1);
    await()
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              int now = stand.backend().requests(path).size();
              return before.getAndSet(now) == now;
            });
  }
}
