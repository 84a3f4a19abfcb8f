package org.vespabench.runner.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;

/** One run of a benchmark, watched. */
final class Run implements RunObserver, AutoCloseable {
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> rounds = Collections.synchronizedList(new ArrayList<>());
  private final BenchmarkRunner runner;
  private volatile RunProgress progress;
  private volatile boolean ended;
  private volatile Consumer<String> onNote = line -> {};

  private Run(Benchmark benchmark, URI url, Map<String, String> flags, ClientProbe probe) {
    SettingValues settings = settings(benchmark, flags);
    runner =
        BenchmarkRunner.open(
            RunPlan.of("run", benchmark, settings, HttpOptions.to(url)), this, probe);
  }

  static SettingValues settings(Benchmark benchmark, Map<String, String> flags) {
    List<Setting<?>> known = new ArrayList<>(RunnerSettings.ofBackend());
    known.addAll(RunnerSettings.ofRequests());
    known.addAll(RunnerSettings.ofResult());
    known.addAll(benchmark.settings());
    return new SettingResolver(Map.of()).resolve(known, flags);
  }

  static Run of(Benchmark benchmark, URI url, Map<String, String> flags) {
    return new Run(benchmark, url, flags, ClientProbe.UNKNOWN);
  }

  /** Run it with a client that looks as the probe says. */
  static Result watched(Benchmark benchmark, URI url, Map<String, String> flags, ClientProbe probe)
      throws InterruptedException {
    try (Run run = new Run(benchmark, url, flags, probe)) {
      return run.measure();
    }
  }

  /** Run it from beginning to end. */
  static Result result(Benchmark benchmark, URI url, Map<String, String> flags)
      throws InterruptedException {
    try (Run run = of(benchmark, url, flags)) {
      return run.measure();
    }
  }

  Result measure() throws InterruptedException {
    runner.prepare();
    return runner.measure();
  }

  BenchmarkRunner runner() {
    return runner;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  List<String> rounds() {
    return List.copyOf(rounds);
  }

  RunProgress progress() {
    return progress;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Do something when there is a note. */
  void onNote(Consumer<String> action) {
    onNote = action;
  }

  @Override
  public void note(String line) {
    notes.add(line);
    onNote.accept(line);
  }

  @Override
  public void started(RunProgress begun) {
    progress = begun;
  }

  @Override
  public void round(int number, int of, Round round) {
    rounds.add("%d/%d %d+%d".formatted(number, of, round.completed(), round.failed()));
  }

  @Override
  public void ended() {
    ended = true;
  }

  @Override
  public void close() {
    runner.close();
  }
}
