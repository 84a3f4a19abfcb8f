package org.vespabench.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/** Plugins that keep the contract, one of each kind. */
final class GoodPlugins {
  private GoodPlugins() {}

  /** The smallest that there is; the bad plugins spoil it. */
  public static class Hello implements TestRequestProvider, BackendSimulator {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.hello");
    }

    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.post("/embed", "{\"input\": \"" + context.prompt(8) + "\"}")
          .reading(reply -> Work.asDeclared());
    }

    @Override
    public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
      return reply.work(1, (queued, worked) -> "{\"data\": [0.1]}");
    }
  }

  /** Streams words, says how many there were, and has settings. */
  public static class Streaming implements TestRequestProvider, BackendSimulator {
    private static final Setting<Integer> WORDS = Setting.integer("words", 20, "words to ask for");

    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.streaming");
    }

    @Override
    public String unit(Settings settings) {
      return "words";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(WORDS, Setting.RUNS.or(3), Setting.TIMEOUT.or(Duration.ofMinutes(5)));
    }

    @Override
    public TestRequest next(RequestContext context) {
      int words = context.settings().get(WORDS);
      return TestRequest.post("/stream?words=" + words, context.prompt(5))
          .declaring(words)
          .streaming(Counting::new);
    }

    @Override
    public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
      int words = Integer.parseInt(request.path().replaceFirst(".*=", ""));
      return reply.stream(words, i -> "word", "end");
    }
  }

  /** Counts events until the end mark. */
  static final class Counting implements StreamReader {
    private int words;
    private boolean ended;

    @Override
    public Output event(String data) {
      ended = data.equals("end");
      words += ended ? 0 : 1;
      return ended ? Output.NONE : Output.ANSWER;
    }

    @Override
    public Work end(HttpReply reply) {
      if (!ended) {
        throw BenchmarkException.truncated("the stream ended without its end mark");
      }
      return Work.done(words);
    }
  }

  /** Begins a job and asks until it is done. */
  public static class Jobs implements TestRequestProvider, BackendSimulator {
    private static final Pattern ID = Pattern.compile("id=(\\S+)");

    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.jobs");
    }

    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.post("/jobs", context.prompt(5))
          .followedBy(
              (reply, http) -> {
                String job = "/jobs/" + id(reply);
                http.onCancel(TestRequest.post(job + "/cancel", ""));
                return http.poll(job, Duration.ofMillis(5), this::finished);
              });
    }

    private static String id(HttpReply reply) {
      Matcher id = ID.matcher(reply.body());
      if (!id.find()) {
        throw new BenchmarkException("no job was begun: " + reply.body());
      }
      return id.group(1);
    }

    Optional<Work> finished(HttpReply reply) {
      if (reply.status() != 200) {
        throw new BenchmarkException("the job is lost: " + reply.body());
      }
      return reply.body().equals("done") ? Optional.of(Work.asDeclared()) : Optional.empty();
    }

    @Override
    public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
      String[] path = request.path().split("/", -1);
      return path.length < 3
          ? reply.startJob(1, id -> "id=" + id)
          : reply.job(path[2], "running", (queued, worked) -> "done");
    }
  }

  /** Has a procedure of its own, on no requests that anybody else could send. */
  public static class Own implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.own");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) throws InterruptedException {
      return BenchmarkResult.of(context.load(2, 6, own -> request()));
    }

    private static TestRequest request() {
      return TestRequest.get("/own").reading(reply -> Work.asDeclared());
    }
  }

  /** Warms up, and measures by the engine's rounds after something of its own. */
  public static final class Preparing extends Hello {
    @Override
    public BenchmarkResult run(BenchmarkContext context) throws Exception {
      context.warmUp(this::next);
      context.progress(1, 2, "the engine's rounds");
      return super.run(context);
    }
  }

  /** Has no simulator, and takes nothing for work but what it knows. */
  public static final class Strict implements TestRequestProvider {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.strict");
    }

    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.post("/embed", context.prompt(8)).reading(Strict::read);
    }

    private static Work read(HttpReply reply) {
      if (!reply.body().contains("embedding")) {
        throw new BenchmarkException("the reply has no embedding: " + reply.body());
      }
      return Work.asDeclared();
    }
  }

  /** Has a text that nobody need set, and that is no path while nobody does. */
  public static final class Choosy extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(
          Setting.text("route", "", "").where(text -> text.startsWith("/"), "a path"),
          Setting.duration("pause", Duration.ofNanos(1_500), ""),
          Setting.number("share", 1e-7, "").where(share -> share < 1, "a number below 1"));
    }
  }

  /** Asks again after a 503, until its time is up: which is allowed. */
  public static final class Patient extends Jobs {
    @Override
    Optional<Work> finished(HttpReply reply) {
      return reply.body().equals("done") ? Optional.of(Work.asDeclared()) : Optional.empty();
    }
  }

  /** Has a class that can be initialised only once in a program, as those with native code. */
  public static final class Unique extends Hello {
    private static final String NAME = Unique.class.getName();

    static {
      if (System.setProperty(NAME, "loaded") != null) {
        throw new IllegalStateException("it is loaded already, by another loader");
      }
    }
  }

  /** Measures nothing and asks nobody: what no reply told it is not its fault. */
  public static final class Offline extends Own {
    @Override
    public BenchmarkResult run(BenchmarkContext context) {
      throw new BenchmarkException("there is no card in this machine");
    }
  }
}
