package org.vespabench.runner.loadtest;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.load.Phase;
import org.vespabench.runner.load.StageSender;
import org.vespabench.runner.measure.DoneWork;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.StageRecorder;
import org.vespabench.runner.request.Prompts;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.route.Route;

/** Builds, sends and records the requests of one stage. Thread-safe. */
final class StageTraffic implements StageSender {
  /** Is told what becomes of the requests, on I/O threads. */
  interface Listener {
    /** The first measured request is about to leave. */
    void measuring();

    /** One has ended, measured or not. */
    void ended(Phase phase, Performed performed);

    /** One will never leave. */
    void unsent();

    /** The plugin threw when a request was to be built. */
    void broken(Throwable thrown);
  }

  private final Route route;
  private final TestRequestProvider provider;
  private final RequestFactory requests;
  private final Duration timeout;
  private final Place place;
  private final StageRecorder recorder;
  private final DoneWork work;
  private final ExchangeLog log;
  private final Listener listener;
  private final AtomicLong sent = new AtomicLong();

  /** Written and read by the thread that schedules. */
  private long lateIndex = -1;

  /**
   * Where a stage stands in the test.
   *
   * @param stage its number, from 0
   * @param firstIndex how many measured requests came before it, so that no two are alike
   */
  record Place(int stage, long firstIndex) {}

  StageTraffic(
      Route route,
      TestRequestProvider provider,
      RequestFactory requests,
      Duration timeout,
      Place place,
      StageRecorder recorder,
      DoneWork work,
      ExchangeLog log,
      Listener listener) {
    this.route = route;
    this.provider = provider;
    this.requests = requests;
    this.timeout = timeout;
    this.place = place;
    this.recorder = recorder;
    this.work = work;
    this.log = log;
    this.listener = listener;
  }

  @Override
  public CompletableFuture<?> send(Phase phase, long index, long intendedNanos) {
    boolean measured = phase == Phase.MEASURED;
    boolean late = measured && index == lateIndex;
    long number = (measured ? place.firstIndex : Prompts.WARM_UP) + index;
    String id = LoadRequest.id(requests.seed(), number);
    try {
      TestRequest request = LoadRequest.build(requests, provider, number);
      if (measured) {
        begin();
      }
      return route
          .perform(request, intendedNanos, timeout)
          .thenAccept(performed -> ended(phase, number, id, late, performed));
    } catch (RuntimeException | Error e) { // on an I/O thread nobody would hear of it
      listener.broken(e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void begin() {
    if (sent.getAndIncrement() == 0) {
      listener.measuring();
    }
    recorder.sent();
  }

  private void ended(Phase phase, long number, String id, boolean late, Performed performed) {
    Exchange exchange = performed.exchange();
    try {
      work.add(exchange);
      if (phase == Phase.MEASURED) {
        String model = requests.model(false, number);
        recorder.add(exchange, model, late);
        log.add(new ExchangeLog.Entry(number, id, place.stage, model, exchange));
      }
      listener.ended(phase, performed);
    } catch (RuntimeException | Error e) { // of the plugin, which explains a refusal, or a bug
      listener.broken(e);
    }
  }

  @Override
  public void late(Phase phase, long index) {
    if (phase == Phase.MEASURED) {
      recorder.late();
      lateIndex = index;
    }
  }

  @Override
  public void unsent(long index, long intendedNanos) {
    recorder.unsent(intendedNanos);
    listener.unsent();
  }

  long sent() {
    return sent.get();
  }

  StageRecorder recorder() {
    return recorder;
  }
}
