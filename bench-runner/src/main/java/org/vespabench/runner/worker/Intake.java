package org.vespabench.runner.worker;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.AuthException;
import org.vespabench.runner.auth.AuthQuery;
import org.vespabench.runner.auth.Envelope;
import org.vespabench.runner.fleet.Ask;
import org.vespabench.runner.fleet.Job;
import org.vespabench.runner.metrics.RequestOutcome;
import org.vespabench.runner.proxy.ForwardedRequest;
import org.vespabench.runner.server.RequestBody;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;
import org.vespabench.runner.server.StreamingHandler;

/**
 * Decides what becomes of a request: blocked, not ready yet, unreadable, unsigned, too much, or
 * passed on. In this order, so that who is refused learns no more than needed. Runs on I/O threads.
 */
final class Intake implements StreamingHandler {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** Methods whose requests carry what the autoscaler signed in their body. */
  private static final Set<String> WITH_ENVELOPE = Set.of("POST", "PUT", "PATCH");

  /** Taking apart a larger body would keep the other connections of an I/O thread waiting. */
  private static final int QUICK_BYTES = 64 << 10;

  private static final String LOADING_SECONDS = "5";

  private final Rules rules;
  private final WorkerState state;
  private final Signatures signatures;
  private final Admission admission;
  private final Passing passing;
  private final Ledger ledger;
  private final Executor slow;

  /** Passes on what was admitted. */
  @FunctionalInterface
  interface Passing {
    void pass(Ask ask, Job job, ForwardedRequest request, ServerReply reply, long arrivedNanos);
  }

  /**
   * Take requests in.
   *
   * @param slow runs what takes long
   */
  Intake(
      Rules rules,
      WorkerState state,
      Signatures signatures,
      Admission admission,
      Passing passing,
      Ledger ledger,
      Executor slow) {
    this.rules = rules;
    this.state = state;
    this.signatures = signatures;
    this.admission = admission;
    this.passing = passing;
    this.ledger = ledger;
    this.slow = slow;
  }

  /** A request on its way through. */
  private record Visit(ServerRequest head, ServerReply reply, long arrivedNanos) {}

  @Override
  public void handle(ServerRequest head, RequestBody body, ServerReply reply) {
    String target = head.path();
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    if (path.equals("/ping") && (head.method().equals("GET") || head.method().equals("HEAD"))) {
      reply.send(200, Map.of("Content-Type", "text/plain; charset=utf-8"), "pong");
      return;
    }
    Visit visit = new Visit(head, reply, System.nanoTime());
    Optional<Refusal> closed = closed(path);
    if (closed.isPresent()) {
      refuse(visit, closed.get());
      return;
    }
    try {
      AuthQuery query = AuthQuery.split(mark < 0 ? "" : target.substring(mark + 1), path);
      read(visit, body, path, query);
    } catch (AuthException e) {
      refuse(visit, Refusal.ofJson(RequestOutcome.INVALID, 400, e.answer()));
    }
  }

  private Optional<Refusal> closed(String path) {
    if (rules.blocked().isBlocked(path)) {
      return Optional.of(
          Refusal.of(RequestOutcome.BLOCKED, 403, "this path is blocked (BLOCKED_PATHS)"));
    }
    return switch (state.now().phase()) {
      case READY -> Optional.empty();
      case LOADING -> Optional.of(notYet("the backend is loading: try again in a while"));
      case FAILED -> Optional.of(notYet("the worker failed to start: its log says why"));
      case STOPPING -> Optional.of(notYet("the worker is stopping").with("Connection", "close"));
    };
  }

  private static Refusal notYet(String why) {
    return Refusal.of(RequestOutcome.LOADING, 503, why).with("Retry-After", LOADING_SECONDS);
  }

  private void read(Visit visit, RequestBody body, String path, AuthQuery query) {
    ServerRequest head = visit.head();
    boolean enveloped = WITH_ENVELOPE.contains(head.method());
    if (query.authData().isPresent()) {
      String rest = query.rest().isEmpty() ? path : path + "?" + query.rest();
      ForwardedRequest request = ForwardedRequest.of(head, body).withTarget(rest);
      verify(visit, query.authData().get(), request);
    } else if (enveloped && (rules.secured() || mayBeEnvelope(head))) {
      body.gather(
          rules.maxBodyBytes(),
          bytes -> whole(visit, bytes),
          () -> refuse(visit, tooLarge()),
          () -> refuse(visit, noRoom()));
    } else if (rules.secured()) {
      refuse(
          visit,
          Refusal.of(
              RequestOutcome.UNAUTHORIZED,
              400,
              "a %s request needs the autoscaler's parameters serverless_… in its query"
                  .formatted(head.method().replaceAll("[^A-Za-z]", ""))));
    } else {
      admit(visit, Ask.unnamed(rules.costOf(Rules.UNPRICED)), streamed(visit, body));
    }
  }

  /** What is asked for is what was looked at: a whole URL in its place could be read otherwise. */
  private static ForwardedRequest streamed(Visit visit, RequestBody body) {
    return ForwardedRequest.of(visit.head(), body).withTarget(visit.head().path());
  }

  private static ForwardedRequest gathered(Visit visit, byte[] body) {
    return ForwardedRequest.of(visit.head(), body).withTarget(visit.head().path());
  }

  private static Refusal noRoom() {
    return Refusal.of(
            RequestOutcome.REJECTED, 503, "there is no memory for more requests: try again later")
        .with("Retry-After", "1")
        .with("Connection", "close");
  }

  private Refusal tooLarge() {
    return Refusal.of(
            RequestOutcome.TOO_LARGE,
            413,
            "the body is larger than %d bytes, which is what is read into memory (--max-body)"
                .formatted(rules.maxBodyBytes()))
        .with("Connection", "close");
  }

  /** A form with files, or a sound, is none; what does not say what it is may be. */
  private static boolean mayBeEnvelope(ServerRequest head) {
    String type = head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.isBlank()
        || type.contains("json")
        || type.startsWith("text/")
        || type.startsWith("application/x-www-form-urlencoded");
  }

  private void whole(Visit visit, byte[] body) {
    if (body.length <= QUICK_BYTES) {
      split(visit, body);
      return;
    }
    try {
      slow.execute(() -> guarded(visit, () -> split(visit, body)));
    } catch (RejectedExecutionException e) { // too many wait, or the worker ends
      refuse(visit, noRoom());
    }
  }

  /** As the server does on its own threads: whatever it is, the client gets an answer. */
  private static void guarded(Visit visit, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("{} failed", visit.reply(), e);
      visit.reply().abort();
    }
  }

  private void split(Visit visit, byte[] body) {
    Envelope envelope;
    try {
      envelope = Envelope.split(body);
    } catch (AuthException e) {
      notAnEnvelope(visit, body, e);
      return;
    }
    ForwardedRequest request =
        gathered(visit, envelope.payloadBytes()).withHeader("Content-Type", "application/json");
    verify(visit, envelope.authData(), request);
  }

  private void notAnEnvelope(Visit visit, byte[] body, AuthException why) {
    boolean plain =
        why.reason() == AuthException.Reason.NO_AUTH_DATA
            || why.reason() == AuthException.Reason.INVALID_JSON;
    if (plain && !rules.secured()) { // it is for the backend, as it is
      Ask ask = Ask.unnamed(rules.costOf(Rules.UNPRICED));
      admit(visit, ask, gathered(visit, body));
    } else {
      refuse(visit, Refusal.ofJson(RequestOutcome.INVALID, 422, why.answer()));
    }
  }

  private void verify(Visit visit, AuthData authData, ForwardedRequest request) {
    if (rules.secured()) {
      signatures.check(authData, good -> verified(visit, authData, request, good));
    } else {
      verified(visit, authData, request, true);
    }
  }

  private void verified(Visit visit, AuthData authData, ForwardedRequest request, boolean good) {
    if (!good) {
      refuse(visit, Refusal.of(RequestOutcome.UNAUTHORIZED, 401, "invalid signature"));
      return;
    }
    try {
      double cost = rules.costOf(authData.cost());
      admit(visit, Ask.of(cost, authData.reqnumToken(), authData.requestIdxToken()), request);
    } catch (IllegalArgumentException e) {
      refuse(visit, Refusal.of(RequestOutcome.INVALID, 422, String.valueOf(e.getMessage())));
    }
  }

  private void admit(Visit visit, Ask ask, ForwardedRequest request) {
    Optional<String> never = request.refusal();
    if (never.isPresent()) {
      refuse(visit, Optional.of(ask), Refusal.of(RequestOutcome.INVALID, 501, never.get()));
      return;
    }
    Optional<Job> job = admission.admit(ask);
    if (job.isPresent()) {
      passing.pass(ask, job.get(), request, visit.reply(), visit.arrivedNanos());
      return;
    }
    String why =
        "too much to do: the work in hand takes %.1f s, and the limit is %.1f s (MAX_WAIT_TIME)"
            .formatted(admission.waitSeconds(), rules.maxWait().toNanos() / 1e9);
    refuse(
        visit,
        Optional.of(ask),
        Refusal.of(RequestOutcome.REJECTED, 429, why)
            .with("Retry-After", String.valueOf(admission.retryAfterSeconds())));
  }

  /** What an unsigned request says about itself is not written down. */
  private void refuse(Visit visit, Refusal refusal) {
    refuse(visit, Optional.empty(), refusal);
  }

  private void refuse(Visit visit, Optional<Ask> ask, Refusal refusal) {
    log.debug("{}: {} {}", visit.reply(), refusal.status(), refusal.body());
    ledger.refused(ask, refusal, visit.arrivedNanos());
    refusal.answer(visit.reply());
  }
}
