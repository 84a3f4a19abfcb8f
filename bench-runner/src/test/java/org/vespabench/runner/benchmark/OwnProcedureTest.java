package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.LoadResult;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A benchmark that is not made of rounds has the runner's tools. */
@Timeout(60)
final class OwnProcedureTest {
  private static final ScriptedReply OK = ScriptedReply.json("{}");

  @Test
  void itWarmsUpLoadsAndTellsHowFarItIs() throws Exception {
    Set<String> indices = ConcurrentHashMap.newKeySet();
    Benchmark own =
        procedure(
            context -> {
              context.warmUp(one -> TestRequest.get("/warm"));
              context.progress(0, 2, "loading");
              LoadResult load =
                  context.load(
                      2,
                      6,
                      one -> {
                        indices.add(one.warmUp() + " " + one.index());
                        return TestRequest.get("/load").declaring(4).reading(r -> Work.done(3));
                      });
              context.progress(1, 2, "done");
              return BenchmarkResult.of(load).detail("loadMillis", 7);
            });
    try (ScriptedBackend backend = ScriptedBackend.start().on("/warm", OK).on("/load", OK);
        Run run = Run.of(own, backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(backend.requests("/warm")).hasSize(1);
      assertThat(backend.requests("/load")).hasSize(6);
      assertThat(indices)
          .containsExactlyInAnyOrder(
              "false 0", "false 1", "false 2", "false 3", "false 4", "false 5");
      assertThat(run.notes()).containsExactly("0/2 loading", "1/2 done");
      assertThat(run.rounds()).containsExactly("1/1 6+0");
      assertThat(result.unit()).isEqualTo("requests");
      assertThat(result.figures().rounds())
          .singleElement()
          .satisfies(
              round -> {
                assertThat(round.declared()).isEqualTo(24);
                assertThat(round.done()).isEqualTo(18);
                assertThat(result.figures().throughput()).hasValue(round.throughput());
                assertThat(result.figures().doneThroughput()).hasValue(round.doneThroughput());
              });
      assertThat(result.figures().details()).isEqualTo(Map.of("loadMillis", 7.0));
    }
  }

  @Test
  void aSecondLoadGoesOnWithOtherRequests() throws Exception {
    Set<Long> indices = ConcurrentHashMap.newKeySet();
    Benchmark own =
        procedure(
            context -> {
              LoadResult last = null;
              for (int i = 0; i < 2; i++) {
                last =
                    context.load(
                        3,
                        3,
                        one -> {
                          indices.add(one.index());
                          return TestRequest.get("/load");
                        });
              }
              return BenchmarkResult.of(last);
            });
    try (ScriptedBackend backend = ScriptedBackend.start().on("/load", OK)) {
      Result result = Run.result(own, backend.url(), Map.of());

      assertThat(indices).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
      assertThat(result.figures().rounds()).hasSize(2);
      assertThat(result.figures().planned()).isEqualTo(2);
    }
  }

  @Test
  void aWarmUpThatFailsEndsIt() throws Exception {
    Benchmark own =
        procedure(
            context -> {
              context.warmUp(one -> TestRequest.get("/warm"));
              return BenchmarkResult.of(1);
            });
    try (ScriptedBackend backend =
        ScriptedBackend.start().on("/warm", ScriptedReply.status(500, "no"))) {
      Result result = Run.result(own, backend.url(), Map.of());

      assertThat(result.reason())
          .startsWith("the warm-up request failed: status 500: no. ")
          .endsWith("#backend-error");
    }
  }

  @Test
  void aLoadWithoutSuccessIsNoResult() throws Exception {
    Benchmark own =
        procedure(
            context -> BenchmarkResult.of(context.load(2, 2, one -> TestRequest.get("/load"))));
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      Result result = Run.result(own, backend.url(), Map.of());

      assertThat(result.reason()).isEqualTo("none of 2 requests succeeded");
    }
  }

  @Test
  void itSeesItsSettingsAndTheBackend() throws Exception {
    Setting<Integer> size = Setting.integer("size", 3, "how large");
    Benchmark own =
        new Own(
            List.of(size),
            context -> {
              String body = context.http().get("/where").join().body();
              assertThat(context.backendUrl()).hasHost("127.0.0.1");
              return BenchmarkResult.of(context.settings().get(size) * Double.parseDouble(body));
            });
    try (ScriptedBackend backend = ScriptedBackend.start().on("/where", ScriptedReply.text("7"))) {
      Result result = Run.result(own, backend.url(), Map.of("size", "6"));

      assertThat(result.figures().throughput()).hasValue(42);
      assertThat(result.figures().rounds()).isEmpty();
    }
  }

  private interface Procedure {
    BenchmarkResult run(BenchmarkContext context) throws Exception;
  }

  private static Benchmark procedure(Procedure procedure) {
    return new Own(List.of(), procedure);
  }

  private record Own(List<Setting<?>> settings, Procedure procedure) implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.own");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) throws Exception {
      return procedure.run(context);
    }
  }
}
