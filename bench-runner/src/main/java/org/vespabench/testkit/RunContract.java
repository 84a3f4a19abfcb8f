package org.vespabench.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** Checks with the real engine that a plugin measures what was done, and nothing else. */
final class RunContract {
  private static final String BUSY = "{\"error\": \"busy\"}";

  /** Is no work in any protocol, yet a reply of status 200. */
  private static final String NOTHING = "{}";

  /** Fast enough for every unit: what counts here is what is counted. */
  private static final Capacity FAST =
      Capacity.defaults().withSlots(64).withStreamRate(1e6).withTtft(Duration.ZERO);

  private final Subject subject;
  private final PluginRun quick;

  RunContract(Subject subject) {
    this.subject = subject;
    this.quick = subject.quick();
  }

  /**
   * Check all.
   *
   * @return what could not be checked, as a sentence each
   */
  List<String> check() throws IOException, InterruptedException {
    List<String> skipped = countsWork();
    failsWhereEverythingIs503();
    failsWhereTheMeasuredIs503();
    failsWhereTheFollowUpIs503();
    failsWhereEverythingIsCutShort();
    endsOnInterrupt();
    return skipped;
  }

  private List<String> countsWork() throws IOException, InterruptedException {
    if (!(subject.plugin() instanceof BackendSimulator)) {
      return countsWorkOfNothing();
    }
    Measurement measured = quick.onSimulator(FAST);
    if (measured.throughput().isEmpty() || measured.failed() > 0) {
      throw subject.broken(
          "on its own simulator it measured: %s. The simulator must answer every request of the"
              + " plugin, and the plugin must understand it",
          measured);
    }
    if (measured.estimated() > 0) {
      throw subject.broken(
          "it does not count work: of %d successes on its own simulator %d are estimated. Read the"
              + " reply, and return Work.done(units) if it tells them, Work.asDeclared() if it"
              + " proves them",
          measured.completed(), measured.estimated());
    }
    if (measured.completed() > 0 && measured.done() == 0) {
      throw subject.broken(
          "it does not count work: %d successes on its own simulator did 0 %s, declaring %s",
          measured.completed(), measured.unit(), measured.declared());
    }
    return List.of();
  }

  /** Nobody else knows what its backend answers: only a plugin that believes anything is found. */
  private List<String> countsWorkOfNothing() throws IOException, InterruptedException {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.otherwise(ScriptedReply.json(NOTHING));
      // It is in a job for ever, as far as some can tell.
      Measurement measured = quick.with("timeout", "2s").against(backend.url());
      if (measured.completed() > 0 && measured.estimated() == measured.completed()) {
        throw subject.broken(
            "it does not count work: it takes the reply 200 %s for a success, and all %d successes"
                + " are estimated. Read the reply, and return Work.done(units) if it tells them,"
                + " Work.asDeclared() if it proves them",
            NOTHING, measured.completed());
      }
      return measured.completed() > 0
          ? List.of()
          : List.of(
              "whether work is counted was not checked: the plugin is no BackendSimulator, and made"
                  + " no success of the reply 200 "
                  + NOTHING);
    }
  }

  private void failsWhereEverythingIs503() throws IOException, InterruptedException {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.otherwise(ScriptedReply.status(503, BUSY));
      Measurement measured = quick.against(backend.url());
      measuresNothing(measured, "although every reply was a 503");
      String reason = measured.reason().orElse("");
      boolean isNamed =
          reason.replace(backend.url().toString(), "").contains("503")
              || measured.failures().containsKey("status:503");
      if (!backend.requests().isEmpty() && !isNamed) {
        throw subject.broken(
            "every reply was a 503, and it says only '%s'. Let the exception through, or repeat its"
                + " message, so that the operator knows what to do",
            reason);
      }
    }
  }

  /** What is done where the warm-up works and nothing else does is code that is seldom reached. */
  private void failsWhereTheMeasuredIs503() throws IOException, InterruptedException {
    if (!(subject.plugin() instanceof BackendSimulator simulator)) {
      return;
    }
    Watched watched = new Watched(subject.plugin());
    BackendSimulator dying =
        (request, reply) ->
            watched.isWarmingUp() ? simulator.simulate(request, reply) : reply.error(503, BUSY);
    try (SimulatedBackend backend = SimulatedBackend.start(dying, FAST, 0)) {
      measuresNothing(
          quick.with(watched).against(backend.url()),
          "although every reply but those of the warm-up was a 503");
    }
  }

  /** A job that was begun, and about which the backend says nothing sensible any more. */
  private void failsWhereTheFollowUpIs503() throws IOException, InterruptedException {
    if (!(subject.plugin() instanceof TestRequestProvider)
        || !(subject.plugin() instanceof BackendSimulator simulator)
        || quick.request(0).followUp().isEmpty()) {
      return;
    }
    Set<String> first = new HashSet<>();
    List.of(quick.warmUpRequest(), quick.request(0)).forEach(one -> first.add(one.toString()));
    BackendSimulator dying =
        (request, reply) ->
            first.contains(request.toString())
                ? simulator.simulate(request, reply)
                : reply.error(503, BUSY);
    try (SimulatedBackend backend = SimulatedBackend.start(dying, FAST, 0)) {
      // Some ask again after a 503, until their time is up: so they may.
      Measurement measured = quick.with("timeout", "1s").against(backend.url());
      measuresNothing(measured, "although every reply after the first of a request was a 503");
    }
  }

  private void failsWhereEverythingIsCutShort() throws IOException, InterruptedException {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.otherwise(ScriptedReply.json("{\"text\": \"half of it\"}").cutAfter(12));
      measuresNothing(
          quick.against(backend.url()), "although every reply was cut short in the middle");
    }
  }

  private void endsOnInterrupt() throws IOException, InterruptedException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Watched watched = new Watched(subject.plugin());
    try (ScriptedBackend backend = ScriptedBackend.start();
        StartedRun run = quick.with(watched).start(backend.otherwise(hanging(asked)).url())) {
      isOver(CompletableFuture.anyOf(asked, watched.ended)); // some ask nobody
      run.interrupt();
      if (!isOver(watched.ended)) {
        throw subject.broken(
            "its run goes on %d ms after an interrupt. Let InterruptedException through, and wait"
                + " for nothing but what the context and its sessions give",
            subject.patience().toMillis());
      }
      measuresNothing(run.join(), "although it was interrupted while no reply had come");
    }
  }

  private static Function<ReceivedRequest, ScriptedReply> hanging(CompletableFuture<Void> asked) {
    return request -> {
      asked.complete(null);
      return ScriptedReply.hang();
    };
  }

  private boolean isOver(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get(subject.patience().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails it", e);
    }
  }

  private void measuresNothing(Measurement measured, String although) {
    if (measured.throughput().isPresent() || measured.completed() > 0) {
      throw subject.broken(
          "it invents a number: %s, %s. Throw a BenchmarkException where nothing was measured",
          measured, although);
    }
  }
}
