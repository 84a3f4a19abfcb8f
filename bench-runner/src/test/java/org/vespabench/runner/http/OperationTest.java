package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** Requests that others follow, and how all of them end together. */
class OperationTest {
  private static final TestRequest SUBMIT = TestRequest.post("/jobs", "{}");
  private static final TestRequest CANCEL = TestRequest.post("/jobs/7/cancel", "{}");
  private static final Duration OFTEN = Duration.ofMillis(5);

  /** Long enough for the first reply, on a busy machine too. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Failure CUT = Failure.of(FailureKind.CUT, "the run was interrupted");

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
    stand
        .backend()
        .on("/jobs", ScriptedReply.json("{\"id\":7}"))
        .on("/jobs/7", ScriptedReply.json("running"))
        .on("/jobs/7/cancel", ScriptedReply.json("{}"));
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void aJobIsDoneWhenItsPollSaysSo() throws Exception {
    ScriptedReply running = ScriptedReply.json("running");
    stand.backend().on("/jobs/7", running, running, ScriptedReply.json("42"));

    Operation operation = stand.perform(SUBMIT.followedBy(OperationTest::untilANumber));
    Exchange exchange = Stand.ended(operation);

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.done()).isEqualTo(42);
    assertThat(stand.backend().requests("/jobs/7")).hasSize(3);
    assertThat(exchange.stamps().done()).isGreaterThan(exchange.stamps().headers());
    assertThat(operation.reply()).isNotNull();
    assertThat(operation.reply().body()).isEqualTo("{\"id\":7}");
  }

  @Test
  void aFailedSubmissionIsNotFollowed() throws Exception {
    stand.backend().on("/jobs", ScriptedReply.status(429, "slow down"));

    Exchange exchange = stand.measure(SUBMIT.followedBy(OperationTest::untilANumber));

    assertThat(exchange.failure())
        .isEqualTo(new Failure(FailureKind.STATUS, "429", "status 429: slow down"));
    assertThat(stand.backend().requests("/jobs/7")).isEmpty();
  }

  @Test
  void aPollThatIsLostFailsTheOperation() throws Exception {
    stand.backend().on("/jobs/7", ScriptedReply.json("x").cutAfter(0));

    Exchange exchange = stand.measure(SUBMIT.followedBy(OperationTest::untilANumber));

    assertThat(exchange.failure()).isNotNull();
    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
  }

  @Test
  void whatAPollThrowsFailsTheOperation() throws Exception {
    Exchange exchange =
        stand.measure(
            SUBMIT.followedBy(
                (reply, session) ->
                    session.poll(
                        "/jobs/7",
                        OFTEN,
                        answer -> {
                          throw new BenchmarkException("the job failed: " + answer.body());
                        })));

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.BODY, "the job failed: running"));
  }

  @Test
  void whatAFollowUpThrowsFailsTheOperation() throws Exception {
    Exchange exchange =
        stand.measure(
            SUBMIT.followedBy(
                (reply, session) -> {
                  throw new IllegalStateException("no id");
                }));

    assertThat(exchange.failure())
        .isEqualTo(
            Failure.of(
                FailureKind.BODY,
                "the plugin could not read the reply: java.lang.IllegalStateException: no id"));
  }

  @Test
  void aFollowUpThatReturnsNothingFailsTheOperation() throws Exception {
    Exchange exchange = stand.measure(SUBMIT.followedBy(nothing()));

    assertThat(exchange.failure()).isNotNull();
    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.BODY);
  }

  @SuppressWarnings("NullAway")
  private static BiFunction<HttpReply, HttpSession, CompletableFuture<Work>> nothing() {
    return (reply, session) -> null;
  }

  @Test
  void aTimeOutCancelsTheJob() throws Exception {
    Exchange exchange = stand.measure(SUBMIT.followedBy(OperationTest::cancellable), SOON);

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.TIMEOUT, "not done within 1 s"));
    await().until(() -> stand.backend().requests("/jobs/7/cancel").size() == 1);
  }

  @Test
  void pollingEndsWithTheOperation() throws Exception {
    stand.measure(SUBMIT.followedBy(OperationTest::cancellable), SOON);
    await().until(() -> !stand.backend().requests("/jobs/7/cancel").isEmpty());

    int polls = stand.backend().requests("/jobs/7").size();
    stand.backend().on("/other", ScriptedReply.json("{}"));
    for (int i = 0; i < 50; i++) {
      stand.measure(TestRequest.get("/other"));
    }

    // One may have been on its way while the operation was cut.
    assertThat(stand.backend().requests("/jobs/7").size()).isBetween(polls, polls + 1);
  }

  @Test
  void aJobThatEndedIsNotCancelled() throws Exception {
    stand.backend().on("/jobs/7", ScriptedReply.json("1"));

    stand.measure(SUBMIT.followedBy(OperationTest::cancellable));
    stand.engine().cutAll();
    stand.engine().close();

    assertThat(stand.backend().requests("/jobs/7/cancel")).isEmpty();
  }

  @Test
  void aJobWhoseIdCameTooLateIsCancelledAtOnce() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    TestRequest late =
        SUBMIT.followedBy(
            (reply, session) -> {
              awaitQuietly(cut);
              session.onCancel(CANCEL);
              return session.poll("/jobs/7", OFTEN, answer -> Optional.empty());
            });

    assertThat(stand.measure(late, SOON).succeeded()).isFalse();
    cut.countDown();

    await().until(() -> stand.backend().requests("/jobs/7/cancel").size() == 1);
  }

  @Test
  void cuttingAllEndsEachAndCancelsItsJob() throws Exception {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      operations.add(stand.perform(SUBMIT.followedBy(OperationTest::cancellable)));
    }
    await().until(() -> stand.backend().requests("/jobs/7").size() >= 20);
    await().until(() -> stand.backend().requests("/jobs").size() == 20);

    stand.engine().cutAll();

    for (Operation one : operations) {
      assertThat(Stand.ended(one).failure()).isEqualTo(CUT);
    }
    await().until(() -> stand.backend().requests("/jobs/7/cancel").size() == 20);
  }

  @Test
  void cuttingAllClosesWhatHangs() throws Exception {
    stand.backend().on("/jobs", ScriptedReply.hang());
    Operation operation = stand.perform(SUBMIT);
    await().until(() -> stand.backend().requests("/jobs").size() == 1);

    stand.engine().cutAll();

    assertThat(Stand.ended(operation).failure()).isEqualTo(CUT);
    await().until(() -> stand.backend().openConnections() == 0);
  }

  @Test
  void closingTheEngineStillCancelsJobs() throws Exception {
    Operation operation = stand.perform(SUBMIT.followedBy(OperationTest::cancellable));
    await().until(() -> !stand.backend().requests("/jobs/7").isEmpty());

    stand.engine().close();

    assertThat(Stand.ended(operation).failure()).isEqualTo(CUT);
    assertThat(stand.backend().requests("/jobs/7/cancel")).hasSize(1);
  }

  @Test
  void aSessionHasOneTimeLimitForAll() throws Exception {
    HttpSession session = stand.engine().session(SOON);
    CompletableFuture<Object> poll = session.poll("/jobs/7", OFTEN, answer -> Optional.empty());

    assertThatThrownBy(() -> poll.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("not done within 1 s");
    assertThatThrownBy(() -> session.get("/jobs/7").get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("not done within 1 s");
  }

  private static CompletableFuture<Work> untilANumber(HttpReply first, HttpSession session) {
    return session.poll(
        "/jobs/7",
        OFTEN,
        answer ->
            answer.body().equals("running")
                ? Optional.empty()
                : Optional.of(Work.done(Double.parseDouble(answer.body()))));
  }

  private static CompletableFuture<Work> cancellable(HttpReply first, HttpSession session) {
    session.onCancel(CANCEL);
    return untilANumber(first, session);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
