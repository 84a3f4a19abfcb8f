package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.Setting;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.request.RequestFactory;

/**
 * One request, looked at closely: what was sent, what came back, what would be counted.
 *
 * @param request what was sent
 * @param exchange what was measured
 * @param reply the first reply, if there was one
 * @param events the data of each event, if it was a stream
 * @param settings the values in force
 * @param url where it went, as it may be shown
 * @param explained what the plugin says of a refusal, empty if nothing
 */
public record OneRequest(
    TestRequest request,
    Exchange exchange,
    Optional<HttpReply> reply,
    List<String> events,
    SettingValues settings,
    String url,
    String explained) {

  /** Send one measured request. */
  public static OneRequest send(
      TestRequestProvider provider,
      SettingValues settings,
      long seed,
      HttpOptions http,
      Map<String, String> environment)
      throws InterruptedException {
    try (HttpEngine engine = HttpEngine.open(http, Proxy.of(environment, http.url()))) {
      Duration wait = settings.orDefault(RunnerSettings.WAIT);
      if (!wait.isZero()) {
        Readiness.await(engine, provider.healthPath(), wait, RunObserver.NONE);
      }
      SettingValues known = settings.withIdentity(identity(provider, engine));
      TestRequest request = new RequestFactory(known, seed).build(provider::next, false, 0);
      List<String> events = new ArrayList<>();
      TestRequest watched = request.streaming(() -> new Watching(request.newReader(), events));
      Operation operation = engine.perform(watched, System.nanoTime(), known.get(Setting.TIMEOUT));
      operation.future().get();
      return new OneRequest(
          request,
          operation.exchange(),
          Optional.ofNullable(operation.reply()),
          List.copyOf(events),
          known,
          http.shownUrl(),
          explained(provider, known, operation));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the operation failed by itself", e);
    }
  }

  private static Map<String, String> identity(TestRequestProvider provider, HttpEngine engine) {
    try {
      return provider.identity(engine.session(Duration.ofSeconds(10)));
    } catch (RuntimeException e) {
      return Map.of(); // what matters is told by the request itself
    }
  }

  /** A plugin may know what a refusal means, and what would help. */
  private static String explained(
      TestRequestProvider provider, SettingValues settings, Operation operation) {
    Failure failure = operation.exchange().failure();
    HttpReply reply = operation.reply();
    boolean refused = reply != null && reply.status() / 100 != 2;
    if (!refused || failure == null || failure.kind() != FailureKind.STATUS) {
      return ""; // a status that an event inside of a 200 told refuses no setting
    }
    try {
      provider.adapt(settings, reply);
      return "";
    } catch (BenchmarkException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Explain a failure, and say what to try; empty if it succeeded. */
  public String advice() {
    if (!explained.isEmpty()) {
      return explained;
    }
    return exchange.failure() == null ? "" : Advice.line(exchange.failure(), url);
  }

  private record Watching(StreamReader reader, List<String> events) implements StreamReader {
    @Override
    public Output event(String data) {
      events.add(data);
      return reader.event(data);
    }

    @Override
    public Work end(HttpReply reply) {
      return reader.end(reply);
    }
  }
}
