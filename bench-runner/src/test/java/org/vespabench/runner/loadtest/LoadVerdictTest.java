package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.vespabench.runner.loadtest.LoadRig.BUSY;
import static org.vespabench.runner.loadtest.LoadRig.OK;
import static org.vespabench.runner.loadtest.LoadRig.QUIET;
import static org.vespabench.runner.loadtest.LoadRig.flags;
import static org.vespabench.runner.loadtest.LoadRig.open;
import static org.vespabench.runner.loadtest.LoadRig.plan;
import static org.vespabench.runner.loadtest.LoadRig.stage;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.slo.Slo;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What is said of a test, and how far it can be trusted. */
@Timeout(60)
final class LoadVerdictTest {
  private final LoadRig rig = new LoadRig();

  @Test
  void anSloIsJudgedByAllThatWereDue() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(Words.PATH, request -> count.getAndIncrement() % 10 == 9 ? BUSY : OK);
      LoadPlan plan =
          plan(
              new Words(),
              backend,
              flags(Map.of("rps", "1")),
              Long.MAX_VALUE,
              Optional.of(Slo.parse("e2e_p50=30s,error_rate=1%")),
              open("one", 500, 100));

      SloOutcome slo;
      try (LoadTest test = LoadTest.open(plan, rig.observer(), QUIET)) {
        slo = test.measure(rig.log()).figures().load().slo();
      }

      assertThat(slo.limits())
          .extracting(SloOutcome.LimitOutcome::verdict)
          .containsExactly(SloVerdict.MET, SloVerdict.MISSED);
      assertThat(slo.verdict()).isEqualTo(SloVerdict.MISSED);
      assertThat(slo.attainment().scheduled()).isEqualTo(100);
      assertThat(slo.attainment().attained()).isEqualTo(90);
      assertThat(slo.attainment().goodput()).isEqualTo(450);
    }
  }

  @Test
  void aClientThatIsTheBottleneckIsNamed() throws Exception {
    ClientProbe busy =
        () ->
            new ClientProbe.Sample(
                System.nanoTime(),
                0,
                0.1,
                0,
                0,
                0,
                Map.of("httpclient-dispatch-1@1", System.nanoTime()));
    try (ScriptedBackend backend = Words.backend(OK)) {
      SettingValues settings = flags(Map.of("rps", "100", "n", "20"));
      LoadPlan plan =
          plan(new Words(), backend, settings, Long.MAX_VALUE, StageReader.stage(settings, ""));

      Result result;
      try (LoadTest test = LoadTest.open(plan, rig.observer(), busy)) {
        result = test.measure(rig.log());
      }

      assertThat(result.figures().client().busiestIoThread()).isBetween(0.99, 1.01);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons()).anyMatch(reason -> reason.contains("I/O thread"));
    }
  }

  @Test
  void arrivalsAtRandomTimesAreNotHeldAgainstTheirRate() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      for (String seed : List.of("1", "2", "3", "4")) {
        Result result =
            rig.measure(backend, Map.of("n", "20", "rps", "200", "poisson", "true", "seed", seed));

        assertThat(result.validity().reasons()).as("seed %s", seed).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aReplayOfOneMomentHasTheRatesOfItsWholeTime(int lines) throws Exception {
    LoadShape burst = new LoadShape.Replay(Collections.nCopies(lines, 7_000_000L));

    assertRatesOfWholeTime(burst, Long.MAX_VALUE, lines);
  }

  @Test
  void slotsThatSendOnceHaveTheRatesOfTheirWholeTime() throws Exception {
    assertRatesOfWholeTime(new LoadShape.Closed(5, Duration.ZERO), 5, 5);
  }

  /** Each takes 100 ms or more, so that n of them in one moment are 10 n a second at most. */
  private void assertRatesOfWholeTime(LoadShape shape, long total, int n) throws Exception {
    try (ScriptedBackend backend = Words.backend(OK.withDelay(Duration.ofMillis(100)))) {
      LoadPlan plan =
          plan(
              new Words(),
              backend,
              flags(Map.of()),
              Long.MAX_VALUE,
              Optional.of(Slo.parse("error_rate=1%")),
              new Stage("burst", shape, new Limits(total, Duration.ZERO, Limits.UNLIMITED)));

      Result result = rig.measure(plan);

      StageFigures stage = stage(result);
      assertThat(stage.atOnce()).isTrue();
      assertThat(stage.requestedRate()).isEmpty();
      assertThat(stage.seconds()).isEqualTo(stage.round().seconds()).isGreaterThanOrEqualTo(0.1);
      assertThat(stage.sentRate()).isEqualTo(n / stage.seconds());
      assertThat(stage.requestRate()).isEqualTo(n / stage.seconds());
      assertThat(result.figures().throughput().orElseThrow())
          .isCloseTo(10 * n / stage.seconds(), within(1e-6));
      assertThat(result.figures().load().slo().attainment().goodput())
          .isEqualTo(n / stage.seconds());
      assertThat(result.notes())
          .contains(
              "burst: all requests were due at once, or nearly so, which is no time to have a rate in: all rates are of the time from the first byte sent to the last read");
    }
  }

  @Test
  void requestsThatNeverLeftAreAReason() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, ScriptedReply.hang())) {
      Result result =
          rig.measure(
              backend,
              Map.of("duration", "300ms", "rps", "100", "max-in-flight", "2", "timeout", "1s"));

      assertThat(stage(result).unsent()).isGreaterThan(20);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons())
          .anyMatch(
              reason ->
                  reason.contains("that were due never left")
                      && reason.contains("--max-in-flight"));
    }
  }
}
