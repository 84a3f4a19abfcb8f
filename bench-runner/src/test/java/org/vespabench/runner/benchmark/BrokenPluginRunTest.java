package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;
import org.vespabench.runner.VespaBench;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Plugins are strangers' code: whatever one does, the result says it, and nothing hangs. */
@Timeout(60)
final class BrokenPluginRunTest {
  static List<Throwable> anything() {
    return List.of(
        new IllegalStateException("not today"),
        new AssertionError("not today"),
        new NoClassDefFoundError("not today"),
        new StackOverflowError("not today"),
        new Exception("not today"));
  }

  @ParameterizedTest
  @MethodSource("anything")
  void whateverItThrowsIsTheReason(Throwable thrown) throws Exception {
    Result result =
        run(
            () -> {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (Exception) thrown;
            });

    assertThat(result.measured()).isFalse();
    assertThat(result.reason()).isEqualTo("the plugin test.broken:benchmark failed: " + thrown);
  }

  @Test
  void itsOwnMessageForTheOperatorIsTheReason() throws Exception {
    Result result =
        run(
            () -> {
              throw new BenchmarkException("the card fell out");
            });

    assertThat(result.reason()).isEqualTo("the card fell out");
  }

  @Test
  void noResultIsSaid() throws Exception {
    Result result = run(() -> null);

    assertThat(result.reason())
        .isEqualTo("the plugin test.broken:benchmark failed: it returned no result");
  }

  @Test
  void aUnitThatCannotBeToldIsNoNumber() throws Exception {
    Benchmark benchmark =
        new Benchmark() {
          @Override
          public Coordinates coordinates() {
            return Coordinates.parse("test.broken");
          }

          @Override
          public String unit(Settings settings) {
            throw new IllegalStateException("no unit");
          }

          @Override
          public BenchmarkResult run(BenchmarkContext context) {
            return BenchmarkResult.of(5);
          }
        };

    Result result = VespaBench.measure(benchmark, URI.create("http://127.0.0.1:9"));

    assertThat(result.measured()).isFalse();
    assertThat(result.unit()).isEqualTo("units");
    assertThat(result.reason())
        .isEqualTo(
            "the plugin test.broken:benchmark failed: java.lang.IllegalStateException: no unit");
  }

  @Test
  void anInterruptOfItsOwnIsNoInterruption() throws Exception {
    Result result =
        run(
            () -> {
              throw new InterruptedException("by itself");
            });

    assertThat(result.interrupted()).isFalse();
    assertThat(result.reason())
        .isEqualTo(
            "the plugin test.broken:benchmark failed: java.lang.InterruptedException: by itself");
  }

  @Test
  void aRequestThatCannotBeBuiltEndsTheRun() throws Exception {
    Result result =
        requests(
            context -> {
              if (!context.warmUp() && context.index() > 1) {
                throw new IllegalStateException("no more ideas");
              }
              return TestRequest.get("/");
            });

    assertThat(result.reason())
        .startsWith(
            "the plugin could not make a request: its next() threw java.lang.IllegalStateException:"
                + " no more ideas, at ")
        .contains("BrokenPluginRunTest.java:");
  }

  @Test
  void aReaderThatCannotBeMadeEndsTheRun() throws Exception {
    Result result =
        requests(
            context ->
                TestRequest.get("/")
                    .streaming(
                        () -> {
                          if (!context.warmUp() && context.index() > 1) {
                            throw new IllegalStateException("no reader");
                          }
                          return reply -> Work.unknown();
                        }));

    assertThat(result.reason())
        .isEqualTo(
            "the plugin test.broken:benchmark failed: java.lang.IllegalStateException: no reader");
  }

  private static Result run(Callable<BenchmarkResult> procedure) throws Exception {
    try (ScriptedBackend backend = backend()) {
      return Run.result(new Own(procedure), backend.url(), Map.of());
    }
  }

  private static Result requests(Function<RequestContext, TestRequest> requests) throws Exception {
    try (ScriptedBackend backend = backend()) {
      return Run.result(
          new Requests(requests),
          backend.url(),
          Map.of("runs", "1", "concurrency", "1", "requests", "5"));
    }
  }

  private static ScriptedBackend backend() throws IOException {
    return ScriptedBackend.start().on("/", ScriptedReply.json("{}"));
  }

  private record Own(Callable<BenchmarkResult> procedure) implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.broken");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) throws Exception {
      return procedure.call();
    }
  }

  private record Requests(Function<RequestContext, TestRequest> requests)
      implements TestRequestProvider {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.broken");
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.RUNS, Setting.CONCURRENCY);
    }

    @Override
    public TestRequest next(RequestContext context) {
      return requests.apply(context);
    }
  }
}
