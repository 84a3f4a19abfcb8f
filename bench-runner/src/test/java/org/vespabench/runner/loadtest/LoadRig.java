package org.vespabench.runner.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.slo.Slo;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Load tests of {@link Words}, and all that is told of one. */
final class LoadRig {
  static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");
  static final ScriptedReply BUSY = ScriptedReply.status(503, "{\"error\": \"busy\"}");

  /** A client that nothing slows down. */
  static final ClientProbe QUIET =
      () -> new ClientProbe.Sample(System.nanoTime(), 0, 0.1, 0, 0, 0, Map.of());

  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final List<ExchangeLog.Entry> entries = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger begun = new AtomicInteger();

  private final class Log implements ExchangeLog {
    @Override
    public void begin() {
      begun.incrementAndGet();
      entries.clear();
    }

    @Override
    public void add(Entry entry) {
      entries.add(entry);
    }
  }

  private final class Notes implements LoadObserver {
    @Override
    public void note(String line) {
      notes.add(line);
    }
  }

  /** What was noted while it ran. */
  List<String> notes() {
    return notes;
  }

  /** What was logged since it began, the last time. */
  List<ExchangeLog.Entry> entries() {
    return entries;
  }

  /** How often it began. */
  AtomicInteger begun() {
    return begun;
  }

  ExchangeLog log() {
    return new Log();
  }

  LoadObserver observer() {
    return new Notes();
  }

  Result measure(ScriptedBackend backend, Map<String, String> flags) throws Exception {
    try (LoadTest test = test(backend, flags(flags))) {
      test.prepare();
      return test.measure(log());
    }
  }

  Result measure(LoadPlan plan) {
    try (LoadTest test = LoadTest.open(plan, observer(), QUIET)) {
      return test.measure(log());
    }
  }

  LoadTest test(ScriptedBackend backend, SettingValues settings) {
    return test(backend, settings, Long.MAX_VALUE);
  }

  LoadTest test(ScriptedBackend backend, SettingValues settings, long maxErrors) {
    return test(backend, settings, maxErrors, StageReader.stage(settings, ""));
  }

  LoadTest test(ScriptedBackend backend, SettingValues settings, long maxErrors, Stage... stages) {
    LoadPlan plan = plan(new Words(), backend, settings, maxErrors, stages);
    return LoadTest.open(plan, observer(), QUIET);
  }

  static LoadPlan plan(
      Benchmark benchmark,
      ScriptedBackend backend,
      SettingValues settings,
      long maxErrors,
      Stage... stages) {
    return plan(benchmark, backend, settings, maxErrors, Optional.empty(), stages);
  }

  static LoadPlan plan(
      Benchmark benchmark,
      ScriptedBackend backend,
      SettingValues settings,
      long maxErrors,
      Optional<Slo> slo,
      Stage... stages) {
    return new LoadPlan(
        RunPlan.of("load", benchmark, settings, HttpOptions.to(backend.url())),
        List.of(stages),
        StageReader.warmUp(settings),
        PromptReader.prompts(settings, 1),
        PromptReader.models(settings),
        slo,
        Optional.empty(),
        System.nanoTime(),
        maxErrors);
  }

  static SettingValues flags(Map<String, String> given) {
    List<Setting<?>> known = new ArrayList<>(new Words().settings());
    known.addAll(LoadSettings.ofShape());
    known.addAll(LoadSettings.ofPrompts());
    known.addAll(RunnerSettings.ofBackend());
    known.addAll(RunnerSettings.ofRequests());
    known.addAll(
        List.of(
            LoadSettings.DURATION,
            LoadSettings.WARMUP,
            LoadSettings.SELF_WARMUP,
            RunnerSettings.DEADLINE));
    Map<String, String> flags = new HashMap<>(given);
    flags.put("self-warmup", "false");
    return new SettingResolver(Map.of()).resolve(known, flags);
  }

  static StageFigures stage(Result result) {
    return result.figures().load().stages().get(0);
  }

  static Stage open(String name, double rate, long total) {
    return new Stage(
        name,
        new LoadShape.Open(Rate.constant(rate), false),
        new Limits(total, Duration.ZERO, Limits.UNLIMITED));
  }
}
