package org.vespabench.runner;

import java.net.URI;
import java.util.Map;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.client.SystemProbe;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;

/**
 * Measures from within a program: the same as {@code bench run}, without files, cache and output.
 *
 * <pre>{@code
 * Result result = VespaBench.measure(new OpenAiCompletions(), URI.create("http://127.0.0.1:8000"));
 * System.out.println(result.figures().throughput());
 * }</pre>
 */
public final class VespaBench {
  private VespaBench() {}

  /**
   * Measure a backend with every setting at its default.
   *
   * @param benchmark the plugin
   * @param url the backend
   * @return what was measured; if nothing could be, the result says why
   * @throws InterruptedException if the calling thread is interrupted before measuring began
   */
  public static Result measure(Benchmark benchmark, URI url) throws InterruptedException {
    return measure(benchmark, url, Map.of());
  }

  /**
   * Measure a backend.
   *
   * @param benchmark the plugin
   * @param url the backend
   * @param settings values as on the command line, by name: {@code Map.of("runs", "3")}
   * @return what was measured; if nothing could be, the result says why
   * @throws IllegalArgumentException if a value is bad; the message says which and why
   * @throws InterruptedException if the calling thread is interrupted before measuring began
   */
  public static Result measure(Benchmark benchmark, URI url, Map<String, String> settings)
      throws InterruptedException {
    RunPlan plan = RunPlan.of("run", benchmark, settings, HttpOptions.to(url));
    try (SystemProbe probe = SystemProbe.open();
        BenchmarkRunner runner = BenchmarkRunner.open(plan, RunObserver.NONE, probe)) {
      try {
        runner.prepare();
      } catch (BenchmarkException e) {
        return runner.notMeasured(String.valueOf(e.getMessage()));
      }
      return runner.measure();
    }
  }
}
