package org.vespabench.runner.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Failure;

/** All the exchanges of one operation, which end together. Thread-safe. */
final class OperationSession implements HttpSession {
  private static final String OVER = "the session is over";

  private final HttpEngine engine;
  private final long deadlineNanos;
  private final Duration timeout;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private final Set<Consumer<IOException>> polls = ConcurrentHashMap.newKeySet();
  // Guarded by lock.
  private final List<TestRequest> onCancel = new ArrayList<>();
  private @Nullable Consumer<Failure> onCut;
  // Written under lock, once.
  private volatile @Nullable Failure cutBy;
  private volatile @Nullable String overBecause;

  OperationSession(HttpEngine engine, long deadlineNanos, Duration timeout) {
    this.engine = engine;
    this.deadlineNanos = deadlineNanos;
    this.timeout = timeout;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  String timeoutText() {
    long millis = timeout.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  /** Be told when the session is cut; at once if it is already. */
  void onCut(Consumer<Failure> listener) {
    synchronized (lock) {
      onCut = listener;
    }
    Failure before = cutBy;
    if (before != null) {
      listener.accept(before);
    }
  }

  /** Tell what cut it, null if nothing has. */
  @Nullable Failure cutBy() {
    return cutBy;
  }

  Call start(TestRequest request, @Nullable StreamReader reader, Call.Listener listener) {
    Call call = engine.call(request, reader, new Forgetting(listener));
    calls.add(call);
    String over = overBecause;
    if (over == null) {
      call.start();
    } else {
      call.cut(new IOException(over));
    }
    return call;
  }

  private final class Forgetting implements Call.Listener {
    private final Call.Listener listener;

    Forgetting(Call.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void completed(Call call, Reply reply) {
      calls.remove(call);
      listener.completed(call, reply);
    }

    @Override
    public void failed(Call call, Throwable cause, boolean fromReader) {
      calls.remove(call);
      listener.failed(call, cause, fromReader);
    }
  }

  @Override
  public CompletableFuture<HttpReply> send(TestRequest request) {
    CompletableFuture<HttpReply> future = new CompletableFuture<>();
    start(
        request,
        null,
        new Call.Listener() {
          @Override
          public void completed(Call call, Reply reply) {
            future.complete(reply);
          }

          @Override
          public void failed(Call call, Throwable cause, boolean fromReader) {
            future.completeExceptionally(cause);
          }
        });
    return future;
  }

  @Override
  public <T> CompletableFuture<T> poll(
      String path, Duration every, Function<HttpReply, Optional<T>> finished) {
    engine.polls(every);
    CompletableFuture<T> found = new CompletableFuture<>();
    Consumer<IOException> end = found::completeExceptionally;
    polls.add(end);
    var unused = found.whenComplete((result, cause) -> polls.remove(end));
    ask(TestRequest.get(path), every, finished, found);
    return found;
  }

  private <T> void ask(
      TestRequest request,
      Duration every,
      Function<HttpReply, Optional<T>> finished,
      CompletableFuture<T> found) {
    var unused =
        send(request)
            .whenComplete(
                (reply, cause) -> {
                  if (cause != null) {
                    found.completeExceptionally(cause);
                  } else {
                    look(reply, request, every, finished, found);
                  }
                });
  }

  private <T> void look(
      HttpReply reply,
      TestRequest request,
      Duration every,
      Function<HttpReply, Optional<T>> finished,
      CompletableFuture<T> found) {
    try {
      Optional<T> result = finished.apply(reply);
      if (result.isPresent()) {
        found.complete(result.get());
      } else if (!found.isDone()) {
        Runnable again = () -> ask(request, every, finished, found);
        var unused = engine.timer().schedule(again, every.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (Throwable e) { // as in Call.body
      found.completeExceptionally(e);
    }
  }

  @Override
  public void onCancel(TestRequest... requests) {
    synchronized (lock) {
      onCancel.addAll(List.of(requests));
      if (cutBy == null) {
        return;
      }
    }
    // The session was cut while the plugin was still reading what to cancel.
    engine.sayFarewell(List.of(requests));
  }

  /** End every exchange, and send what {@link #onCancel} asked for. */
  void cut(Failure why) {
    List<TestRequest> last;
    Consumer<Failure> listener;
    synchronized (lock) {
      if (overBecause != null) {
        return;
      }
      cutBy = why; // first: who sees that it is over also sees why
      overBecause = why.message();
      last = List.copyOf(onCancel);
      listener = onCut;
    }
    engine.sayFarewell(last); // whoever hears of the end may close the engine
    if (listener != null) {
      listener.accept(why); // or the operation would take the end of its call for the cause
    }
    endAll(why.message());
  }

  /** The operation is over: end what it left behind. */
  void close() {
    synchronized (lock) {
      if (overBecause != null) {
        return;
      }
      overBecause = OVER;
    }
    endAll(OVER);
  }

  private void endAll(String why) {
    engine.ended(this);
    calls.forEach(call -> call.cut(new IOException(why)));
    polls.forEach(end -> end.accept(new IOException(why)));
  }
}
