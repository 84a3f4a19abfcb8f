package org.vespabench.runner.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedBackend;

/** An engine with the backend that it speaks to, and patience. */
final class Stand implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final ScriptedBackend backend;
  private final HttpEngine engine;

  private Stand(ScriptedBackend backend, HttpEngine engine) {
    this.backend = backend;
    this.engine = engine;
  }

  static Stand open() throws IOException {
    return open(options -> options);
  }

  static Stand open(UnaryOperator<HttpOptions> adapt) throws IOException {
    ScriptedBackend backend = ScriptedBackend.start();
    HttpOptions options = adapt.apply(HttpOptions.to(backend.url()));
    return new Stand(backend, HttpEngine.open(options, Proxy.NONE));
  }

  ScriptedBackend backend() {
    return backend;
  }

  HttpEngine engine() {
    return engine;
  }

  /** Start to measure a request that has no time limit. */
  Operation perform(TestRequest request) {
    return engine.perform(request, Ticker.SYSTEM.nanos(), Duration.ZERO);
  }

  /** Measure a request that has no time limit, to its end. */
  Exchange measure(TestRequest request) throws Exception {
    return ended(perform(request));
  }

  /** Measure a request with a time limit, to its end. */
  Exchange measure(TestRequest request, Duration timeout) throws Exception {
    return ended(engine.perform(request, Ticker.SYSTEM.nanos(), timeout));
  }

  static Exchange ended(Operation operation) throws Exception {
    return operation.future().get(PATIENCE_SECONDS, SECONDS).exchange();
  }

  /** Send a request outside any measurement. */
  HttpReply send(TestRequest request) throws Exception {
    return engine.session(Duration.ZERO).send(request).get(PATIENCE_SECONDS, SECONDS);
  }

  HttpReply get(String path) throws Exception {
    return send(TestRequest.get(path));
  }

  @Override
  public void close() {
    engine.close();
    backend.close();
  }
}
