package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.benchmark.Words;

@Timeout(60)
final class StartedRunTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");

  @Test
  void anInterruptCancelsTheJobThatWasBegun() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend
          .on("/jobs", ScriptedReply.text("id=7"))
          .on("/jobs/7", ScriptedReply.text("running"))
          .on("/jobs/7/cancel", ScriptedReply.text("gone"));
      try (StartedRun run = PluginRun.of(new GoodPlugins.Jobs()).start(backend.url())) {
        backend.awaitRequest("/jobs/7");

        run.interrupt();

        Measurement measured = run.join();
        assertThat(measured.throughput()).isEmpty();
        assertThat(measured.interrupted()).isTrue();
        assertThat(measured.reason()).hasValue("the test interrupted it");
      }
      assertThat(backend.awaitRequest("/jobs/7/cancel").method()).isEqualTo("POST");
    }
  }

  @Test
  void whatWasMeasuredBeforeAnInterruptIsTold() throws Exception {
    PluginRun run = PluginRun.of(new Words()).with("concurrency", "1");
    try (ScriptedBackend backend = Words.backend(OK, OK, ScriptedReply.hang());
        StartedRun started = run.start(backend.url())) {
      await().until(() -> backend.requests(Words.PATH).size() == 3);

      started.interrupt();

      Measurement measured = started.join();
      assertThat(measured.interrupted()).isTrue();
      assertThat(measured.completed()).isEqualTo(1);
      assertThat(measured.throughput()).isPresent();
      assertThat(measured.verdict()).isEqualTo("suspect");
    }
  }

  @Test
  void aRunThatNobodyInterruptsEndsByItself() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        StartedRun run = PluginRun.of(new Words()).start(backend.url())) {
      Measurement measured = run.join();

      assertThat(measured.completed()).isEqualTo(3 * 2);
      assertThat(measured.interrupted()).isFalse();
    }
  }

  @Test
  void anInterruptWhileTheBackendIsNotReadyEndsIt() throws Exception {
    PluginRun waiting = PluginRun.of(new Words()).with("wait", "10m");
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(503, "loading"));
        StartedRun run = waiting.start(backend.url())) {
      backend.awaitRequest("/health");

      run.interrupt();

      assertThat(run.join().reason()).hasValue("the test interrupted it");
    }
  }

  @Test
  void aBackendThatDoesNotBecomeReadyIsTheReason() throws Exception {
    PluginRun waiting = PluginRun.of(new Words()).with("wait", "50ms");
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(503, "loading"));
        StartedRun run = waiting.start(backend.url())) {
      assertThat(run.join().reason().orElseThrow()).contains("50ms", "503");
    }
  }

  @Test
  void closingItEndsIt() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.hang())) {
      StartedRun run = PluginRun.of(new Words()).start(backend.url());
      backend.awaitRequest(Words.PATH);

      run.close();

      assertThat(run.join().interrupted()).isTrue();
      await().until(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void aBadSettingStartsNothing() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PluginRun.of(new Words()).with("runs", "0").start(backend.url()))
          .withMessageStartingWith("--runs '0' is not a whole number above 0");
    }
  }
}
