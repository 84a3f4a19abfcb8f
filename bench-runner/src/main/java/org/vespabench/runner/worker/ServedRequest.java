package org.vespabench.runner.worker;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.fleet.Ask;
import org.vespabench.runner.fleet.Job;
import org.vespabench.runner.metrics.RequestOutcome;
import org.vespabench.runner.metrics.WorkerMetrics;
import org.vespabench.runner.proxy.ForwardListener;
import org.vespabench.runner.proxy.ForwardedRequest;
import org.vespabench.runner.proxy.Outcome;
import org.vespabench.runner.proxy.ReverseProxy;
import org.vespabench.runner.server.ServerReply;

/**
 * Is a request that was admitted: it waits for its turn, is passed on, and counted when it is over.
 */
final class ServedRequest implements ForwardListener {
  private static final Logger log = LoggerFactory.getLogger(ServedRequest.class);

  /** What is counted where the client left; nobody sees it. */
  private static final int CLIENT_LEFT = 499;

  private enum Place {
    QUEUE,
    BACKEND,
    LEFT
  }

  private final Ask ask;
  private final Job job;
  private volatile @Nullable ForwardedRequest request;
  private final ServerReply reply;
  private final WorkerMetrics metrics;
  private final Ledger ledger;
  private final long arrivedNanos;
  private final long admittedNanos = System.nanoTime();
  private final AtomicReference<Place> place = new AtomicReference<>(Place.QUEUE);
  private volatile Admission.@Nullable Turn turn;
  // Written by the thread on which the proxy tells of it, one at a time.
  private volatile int status;
  private volatile long startedNanos;
  private volatile long firstByteNanos;

  ServedRequest(
      Ask ask,
      Job job,
      ForwardedRequest request,
      ServerReply reply,
      long arrivedNanos,
      WorkerMetrics metrics,
      Ledger ledger) {
    this.ask = ask;
    this.job = job;
    this.request = request;
    this.reply = reply;
    this.arrivedNanos = arrivedNanos;
    this.metrics = metrics;
    this.ledger = ledger;
  }

  /** Have it passed on when its turn comes. */
  void queue(Admission admission, ReverseProxy proxy) {
    turn = admission.queue(its -> start(its, proxy));
    if (place.get() == Place.QUEUE) {
      reply.onClosed(this::left);
    }
  }

  private void start(Admission.Turn its, ReverseProxy proxy) {
    turn = its;
    if (place.compareAndSet(Place.QUEUE, Place.BACKEND)) {
      forward(proxy);
    }
  }

  private void forward(ReverseProxy proxy) {
    ForwardedRequest sent = request;
    request = null; // its body may be large, and the reply take long
    if (sent == null) {
      throw new IllegalStateException("the request was passed on before");
    }
    try {
      proxy.forward(sent, reply, this);
    } catch (RuntimeException | Error e) { // nothing would end it
      log.error("{} could not be passed on", reply, e);
      reply.abort();
      failed(502, System.nanoTime());
    }
  }

  /** The client did not wait for its turn. */
  private void left() {
    if (place.compareAndSet(Place.QUEUE, Place.LEFT)) {
      job.cancelled();
      over(RequestOutcome.CANCELLED, CLIENT_LEFT, System.nanoTime());
    }
  }

  @Override
  public void sent(long atNanos) {
    if (startedNanos == 0) { // not where it is sent once more
      startedNanos = atNanos;
      job.started();
      metrics.queueWait(seconds(atNanos - admittedNanos));
    }
  }

  @Override
  public void head(int status, long atNanos) {
    this.status = status;
  }

  @Override
  public void body(ByteBuffer part, long atNanos) {
    if (firstByteNanos == 0) {
      firstByteNanos = atNanos;
      metrics.firstByte(seconds(atNanos - admittedNanos));
    }
  }

  @Override
  public void ended(Outcome outcome, String why, long atNanos) {
    if (!why.isEmpty()) {
      log.info("{}: {}", reply, why);
    }
    switch (outcome) {
      case DONE -> {
        job.succeeded();
        over(RequestOutcome.SUCCESS, status, atNanos);
      }
      case CLIENT_LEFT -> {
        job.cancelled();
        over(RequestOutcome.CANCELLED, CLIENT_LEFT, atNanos);
      }
      case BACKEND_UNREACHABLE, BACKEND_LOST -> failed(502, atNanos);
      case BACKEND_TIMEOUT -> failed(504, atNanos);
      case REFUSED -> failed(501, atNanos);
      case CLOSED -> failed(503, atNanos);
    }
  }

  private void failed(int answered, long atNanos) {
    job.failed();
    // Where the reply had begun, its client saw another status, and then no end.
    over(RequestOutcome.ERROR, status > 0 ? status : answered, atNanos);
  }

  private void over(RequestOutcome outcome, int code, long atNanos) {
    ledger.served(
        ask,
        outcome,
        code,
        new Ledger.Times(arrivedNanos, admittedNanos, startedNanos, firstByteNanos, atNanos));
    Admission.Turn its = turn;
    if (its != null) {
      its.over();
    }
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
