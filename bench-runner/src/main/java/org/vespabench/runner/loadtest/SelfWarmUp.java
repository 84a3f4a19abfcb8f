package org.vespabench.runner.loadtest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.load.ClosedLoop;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.server.HttpServer;

/**
 * Lets the client warm up against a server of its own, in this process: Java compiles what is used
 * often, and until it has, the first seconds of a test would show latencies of the client's own
 * making, of up to hundreds of milliseconds.
 */
final class SelfWarmUp {
  private static final Duration WINDOW = Duration.ofMillis(400);

  /** By then a machine that is never quiet is as warm as it gets. */
  private static final int MOST_WINDOWS = 15;

  /** So many windows in a row that resemble each other are a stable state. */
  private static final int ALIKE = 3;

  private static final double SAME_RATE = 0.05;
  private static final double SAME_LATENCY = 0.1;
  private static final int CONCURRENCY = 16;
  private static final int EVENTS = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private SelfWarmUp() {}

  /** What one window was like. */
  private record Window(double rate, double p90Millis) {
    boolean resembles(Window other) {
      return Math.abs(rate - other.rate) <= SAME_RATE * Math.max(rate, other.rate)
          && Math.abs(p90Millis - other.p90Millis)
              <= SAME_LATENCY * Math.max(p90Millis, other.p90Millis);
    }
  }

  /**
   * Send until rate and latency are stable, for a few seconds at most.
   *
   * @param stopped asked now and then; true ends it
   * @return how long it took
   * @throws IOException if there is no port to be had
   */
  static Duration run(BooleanSupplier stopped) throws IOException {
    return run(WINDOW, stopped);
  }

  static Duration run(Duration window, BooleanSupplier stopped) throws IOException {
    long started = Ticker.SYSTEM.nanos();
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (HttpServer server =
            HttpServer.start(
                here,
                0,
                (request, reply) -> {
                  reply.start(200, Map.of("Content-Type", "text/event-stream"));
                  for (int i = 0; i < EVENTS; i++) {
                    reply.write("data: {\"text\": \"warm\"}\n\n");
                  }
                  reply.end();
                });
        HttpEngine engine = HttpEngine.open(HttpOptions.to(server.url()), Proxy.NONE)) {
      untilStable(engine, window.toNanos(), stopped);
    }
    return Duration.ofNanos(Ticker.SYSTEM.nanos() - started);
  }

  private static void untilStable(HttpEngine engine, long windowNanos, BooleanSupplier stopped) {
    TestRequest request =
        TestRequest.post("/warm", "{\"prompt\": \"warm\"}").streaming(Reader::new);
    Window before = new Window(0, 0);
    int alike = 1;
    for (int i = 0; i < MOST_WINDOWS && alike < ALIKE && !stopped.getAsBoolean(); i++) {
      Window now = window(engine, windowNanos, request);
      alike = now.resembles(before) ? alike + 1 : 1;
      before = now;
    }
  }

  private static Window window(HttpEngine engine, long windowNanos, TestRequest request) {
    Recorder recorder = new Recorder();
    long end = Ticker.SYSTEM.nanos() + windowNanos;
    ClosedLoop loop =
        ClosedLoop.start(
            CONCURRENCY,
            now -> now >= end,
            (index, intended) ->
                engine
                    .perform(request, intended, TIMEOUT)
                    .future()
                    .thenAccept(operation -> recorder.add(operation.exchange())),
            Ticker.SYSTEM);
    while (!loop.finished().isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return new Window(
        recorder.completedSoFar() * 1e9 / windowNanos, recorder.e2eMillisSoFar(Percentile.P90));
  }

  /** Reads what every stream has: text, and an end. */
  private static final class Reader implements StreamReader {
    private int events;

    @Override
    public Output event(String data) {
      events += requireNonNull(data, "data").isEmpty() ? 0 : 1;
      return Output.ANSWER;
    }

    @Override
    public Work end(HttpReply reply) {
      return Work.done(events);
    }
  }
}
