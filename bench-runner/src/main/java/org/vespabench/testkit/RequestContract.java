package org.vespabench.testkit;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.config.RunnerSettings;

/** Checks that requests follow from seed and index alone, and that no two are the same. */
final class RequestContract {
  private static final int COUNT = 16;
  private static final int THREADS = 4;

  /** So many that a body of which there are only some thousands is found, by its birthday. */
  private static final int FEWEST = 200;

  private static final int MOST = 10_000;

  /** How much is shown of what was the same before a difference. */
  private static final int BEFORE = 20;

  private final Subject subject;
  private final PluginRun run;
  private final PluginRun other;

  /** What leaves, and its price. */
  private record Sent(
      String method, String path, String body, Map<String, String> headers, double declared) {
    static Sent of(TestRequest request) {
      return new Sent(
          request.method(), request.path(), request.body(), request.headers(), request.declared());
    }

    /** Tell what a backend could remember. */
    String remembered() {
      return path + " " + body;
    }

    @Override
    public String toString() {
      return "%s %s %s %s, declaring %s".formatted(method, path, headers, body, declared);
    }
  }

  RequestContract(Subject subject, Benchmark other) {
    this.subject = subject;
    this.run = subject.run();
    this.other = run.with(other);
  }

  void check() throws InterruptedException {
    subject.ask("next() of the warm-up", run::warmUpRequest);
    List<Sent> sent = all(run);
    same(sent, all(run), "is another when it is built again");
    same(sent, all(other), "is another when another instance builds it");
    for (List<Sent> elsewhere : onThreads()) {
      same(sent, elsewhere, "is another on another thread");
    }
    different();
    differentSeeds(sent, all(run.with("seed", "2")));
    readersShareNothing();
  }

  private TestRequest build(PluginRun which, long index) {
    return subject.ask("next()", () -> which.request(index));
  }

  private List<Sent> all(PluginRun which) {
    return LongStream.range(0, COUNT).mapToObj(i -> Sent.of(build(which, i))).toList();
  }

  private List<List<Sent>> onThreads() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<Sent>>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(threads.submit(() -> all(run)));
      }
      List<List<Sent>> results = new ArrayList<>();
      for (Future<List<Sent>> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof AssertionError error
          ? error
          : new AssertionError("the check failed by itself", cause);
    } finally {
      threads.shutdown();
    }
  }

  private void same(List<Sent> first, List<Sent> second, String what) {
    for (int i = 0; i < COUNT; i++) {
      if (!first.get(i).equals(second.get(i))) {
        throw subject.broken(
            "request %d %s: %s. Build it from the context alone: next is pure, and all that is"
                + " random in it comes from context.random() and context.prompt(…)",
            i, what, difference(first.get(i).toString(), second.get(i).toString()));
      }
    }
  }

  private void different() {
    Map<Integer, Long> seen = new HashMap<>(); // by hash: they may be many, and large
    long count = count();
    for (long i = 0; i < count; i++) {
      Sent sent = Sent.of(build(run, i));
      Long before = seen.putIfAbsent(sent.remembered().hashCode(), i);
      if (before != null && sent.remembered().equals(Sent.of(build(run, before)).remembered())) {
        throw subject.broken(
            "requests %d and %d are the same, so that a backend may answer from its cache: %s. Put"
                + " context.prompt(…) or context.random() into each",
            before, i, BenchmarkException.excerpt(sent.toString()));
      }
    }
  }

  /** As many as a run sends with these settings, within reason. */
  private long count() {
    Settings settings = run.settings();
    long ofARound =
        Math.max(settings.get(Setting.CONCURRENCY), settings.get(RunnerSettings.REQUESTS));
    return Math.min(MOST, Math.max(FEWEST, settings.get(Setting.RUNS) * ofARound));
  }

  private void differentSeeds(List<Sent> sent, List<Sent> others) {
    for (int i = 0; i < COUNT; i++) {
      if (sent.get(i).remembered().equals(others.get(i).remembered())) {
        throw subject.broken(
            "request %d is the same with another seed, so that a backend may remember it from the"
                + " last run: %s. Put context.prompt(…) or context.random() into it, not the index"
                + " alone",
            i, BenchmarkException.excerpt(sent.get(i).toString()));
      }
    }
  }

  private void readersShareNothing() {
    TestRequest request = build(run, 0);
    StreamReader first = reader(request);
    if (hasState(first) && (first == reader(request) || first == reader(build(run, 1)))) {
      throw subject.broken(
          "two replies share one reader, a %s, which has fields. Give streaming(…) a supplier that"
              + " makes a new one, as in streaming(Reader::new)",
          first.getClass().getName());
    }
  }

  private StreamReader reader(TestRequest request) {
    return subject.ask("request's newReader()", request::newReader);
  }

  /** Lambdas are let pass: what they captured cannot be told from what they change. */
  private static boolean hasState(StreamReader reader) {
    for (Class<?> type = reader.getClass(); type != null; type = type.getSuperclass()) {
      boolean any =
          Arrays.stream(type.getDeclaredFields())
              .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
      if (any && !type.isHidden() && !type.isRecord()) {
        return true;
      }
    }
    return false;
  }

  private static String difference(String one, String another) {
    int start = Arrays.mismatch(one.toCharArray(), another.toCharArray());
    int from = Math.max(0, start - BEFORE);
    return "'…%s', and then '…%s'"
        .formatted(
            BenchmarkException.excerpt(one.substring(Math.min(from, one.length()))),
            BenchmarkException.excerpt(another.substring(Math.min(from, another.length()))));
  }
}
