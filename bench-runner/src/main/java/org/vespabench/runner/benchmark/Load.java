package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.load.Sender;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.request.RequestFactory;

/** Builds, sends and records the requests of one load. Thread-safe. */
final class Load implements Sender {
  private final HttpEngine engine;
  private final RequestFactory requests;
  private final Function<RequestContext, TestRequest> source;
  private final long firstIndex;
  private final Duration timeout;
  private final Recorder recorder = new Recorder();
  private volatile @Nullable Operation refused;
  private volatile @Nullable Throwable thrown;

  /**
   * Prepare one.
   *
   * @param firstIndex which of the run's requests is the first, so that no two are alike
   */
  Load(
      HttpEngine engine,
      RequestFactory requests,
      Function<RequestContext, TestRequest> source,
      long firstIndex) {
    this.engine = engine;
    this.requests = requests;
    this.source = source;
    this.firstIndex = firstIndex;
    this.timeout = requests.settings().get(Setting.TIMEOUT);
  }

  SettingValues settings() {
    return requests.settings();
  }

  @Override
  public CompletableFuture<?> send(long index, long intendedNanos) {
    return send(index, intendedNanos, recorder::add);
  }

  /** Send one, and hand over what became of it. */
  CompletableFuture<?> send(long index, long intendedNanos, Consumer<Exchange> ended) {
    try {
      if (thrown == null) {
        TestRequest request = requests.build(source, false, firstIndex + index);
        return engine
            .perform(request, intendedNanos, timeout)
            .future()
            .thenAccept(
                operation -> {
                  remember(operation);
                  ended.accept(operation.exchange());
                });
      }
    } catch (RuntimeException | Error e) {
      thrown = e; // on an I/O thread nobody would hear of it, and the load would never end
    }
    return CompletableFuture.completedFuture(null);
  }

  private void remember(Operation operation) {
    Failure failure = operation.exchange().failure();
    HttpReply reply = operation.reply();
    boolean isRefusal =
        failure != null
            && reply != null
            && reply.status() / 100 == 4
            && (failure.label().equals("status:400") || failure.label().equals("status:422"));
    if (isRefusal && refused == null) {
      refused = operation;
    }
  }

  /** Tell whether the plugin threw when a request was to be built: then nothing more is sent. */
  boolean isBroken() {
    return thrown != null;
  }

  /** Throw what the plugin threw when a request was to be built. */
  void rethrow() {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /** The first that was refused in a way that other settings may mend. */
  @Nullable Operation refused() {
    return refused;
  }

  Recorder recorder() {
    return recorder;
  }

  Round round() {
    return recorder.round();
  }

  boolean wasCut() {
    return round().errors().containsKey(FailureKind.CUT.toString());
  }
}
