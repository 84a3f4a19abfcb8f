package org.vespabench.runner.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.OutputTimes;

/** One request with all that follows from it, as it is measured. */
public final class Operation implements Performed {
  private final OperationSession session;
  private final HttpEngine engine;
  private final TestRequest request;
  private final long intendedNanos;
  private final CompletableFuture<Operation> future = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Call call;
  private volatile @Nullable Exchange exchange;
  private volatile @Nullable HttpReply reply;

  private Operation(
      HttpEngine engine, OperationSession session, TestRequest request, long intendedNanos) {
    this.engine = engine;
    this.session = session;
    this.request = request;
    this.intendedNanos = intendedNanos;
  }

  static Operation start(
      HttpEngine engine, TestRequest request, long intendedNanos, Duration timeout) {
    StreamReader reader =
        request.newReader(); // first: the plugin may throw, and nothing is open yet
    OperationSession session = engine.openSession(timeout, intendedNanos);
    Operation operation = new Operation(engine, session, request, intendedNanos);
    session.onCut(operation::cut);
    operation.call = session.start(request, reader, operation.new Listener(reader));
    return operation;
  }

  /** Completes with this when it is over, never exceptionally; on an I/O thread. */
  public CompletableFuture<Operation> future() {
    return future;
  }

  /** {@inheritDoc} Only when it is over. */
  @Override
  public Exchange exchange() {
    Exchange measured = exchange;
    if (measured == null) {
      throw new IllegalStateException("the operation is not over");
    }
    return measured;
  }

  @Override
  public @Nullable HttpReply reply() {
    return reply;
  }

  private final class Listener implements Call.Listener {
    private final StreamReader reader;

    Listener(StreamReader reader) {
      this.reader = reader;
    }

    @Override
    public void completed(Call done, Reply first) {
      reply = first;
      if (first.status() / 100 != 2) {
        end(done, null, Failures.ofStatus(first));
        return;
      }
      try {
        if (request.followUp().isPresent()) {
          var unused =
              request
                  .followUp()
                  .get()
                  .apply(first, session)
                  .whenComplete((w, e) -> followed(done, w, e));
        } else {
          done(done, reader.end(first));
        }
      } catch (Throwable e) { // as in Call.body
        end(done, null, Failures.ofReading(e));
      }
    }

    @Override
    public void failed(Call done, Throwable cause, boolean fromReader) {
      end(
          done,
          null,
          fromReader
              ? Failures.ofReading(cause)
              : Failures.ofTransport(cause, done.headersNanos() != 0));
    }
  }

  private void followed(Call done, @Nullable Work work, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
    if (cause == null) {
      done(done, work);
    } else if (cause instanceof IOException) {
      end(done, null, Failures.ofTransport(cause, true));
    } else {
      end(done, null, Failures.ofReading(cause));
    }
  }

  private void done(Call done, @Nullable Work work) {
    Failure failure =
        work == null ? Failure.of(FailureKind.BODY, "the plugin stated no work: null") : null;
    end(done, work, failure);
  }

  private void cut(Failure why) {
    end(call, null, why);
  }

  private void end(@Nullable Call done, @Nullable Work work, @Nullable Failure failure) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    session.close();
    Failure cut = session.cutBy();
    // A poll may find its session over before the operation is told that it was cut.
    Failure why = failure != null && cut != null ? cut : failure;
    Failure shown = why == null ? null : engine.withoutSecrets(why);
    exchange = measured(done, endNanos(done, why), work, shown);
    future.complete(this);
  }

  /** The end of a reply is when its last byte was read; of anything else, now. */
  private long endNanos(@Nullable Call done, @Nullable Failure failure) {
    boolean oneReply = failure == null && request.followUp().isEmpty();
    return done != null && oneReply ? done.doneNanos() : engine.ticker().nanos();
  }

  private Exchange measured(
      @Nullable Call done, long now, @Nullable Work work, @Nullable Failure failure) {
    if (done == null) {
      return new Exchange(
          new Exchange.Stamps(intendedNanos, 0, 0, 0, now),
          new OutputTimes(),
          request.declared(),
          work,
          failure,
          new Exchange.Connection(false, false));
    }
    return new Exchange(
        new Exchange.Stamps(
            intendedNanos, done.leasedNanos(), done.sentNanos(), done.headersNanos(), now),
        done.outputs(),
        request.declared(),
        work,
        failure,
        new Exchange.Connection(done.fresh(), done.resent()));
  }
}
