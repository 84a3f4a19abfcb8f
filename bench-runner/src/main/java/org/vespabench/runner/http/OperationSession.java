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
  private final HttpEngine engine;
  private final long deadlineNanos;
  private final Duration timeout;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  // Guarded by lock.
  private final List<TestRequest> onCancel = new ArrayList<>();
  private final List<CompletableFuture<?>> polls = new ArrayList<>();
  private @Nullable Consumer<Failure> onCut;
  private volatile @Nullable Failure cutBy;

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

  Call start(TestRequest request, @Nullable StreamReader reader, Call.Listener listener) {
    Call call = engine.call(request, reader, new Forgetting(listener));
    calls.add(call);
    if (cutBy == null) {
      call.start();
    } else {
      call.cut(new IOException("the session is over"));
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
    CompletableFuture<T> found = new CompletableFuture<>();
    synchronized (lock) {
      polls.add(found);
    }
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
    } catch (RuntimeException | LinkageError | AssertionError e) {
      found.completeExceptionally(e);
    }
  }

  @Override
  public void onCancel(TestRequest... requests) {
    synchronized (lock) {
      onCancel.addAll(List.of(requests));
    }
  }

  /** End every exchange, and send what {@link #onCancel} asked for. */
  void cut(Failure why) {
    List<TestRequest> last;
    List<CompletableFuture<?>> waiting;
    Consumer<Failure> listener;
    synchronized (lock) {
      if (cutBy != null) {
        return;
      }
      cutBy = why;
      last = List.copyOf(onCancel);
      waiting = List.copyOf(polls);
      listener = onCut;
    }
    engine.ended(this);
    if (listener != null) {
      listener.accept(why);
    }
    IOException over = new IOException(why.message());
    calls.forEach(call -> call.cut(over));
    waiting.forEach(future -> future.completeExceptionally(over));
    engine.sayFarewell(last);
  }

  /** The operation is over: nothing more will be sent. */
  void close() {
    engine.ended(this);
  }
}
