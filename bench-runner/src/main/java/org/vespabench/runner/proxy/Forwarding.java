package org.vespabench.runner.proxy;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.server.ServerReply;

/**
 * One request on its way through the proxy. Events come from the backend's I/O thread, the client's
 * and the timer's; the lock makes them follow each other, and whichever is first to end it wins.
 */
final class Forwarding implements BackendConnections.Opening {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /** RFC 9110, 9.2.2: what may be done twice. */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

  /** Who closes a connection so soon after a request was sent had done so before reading it. */
  private static final long UNREAD_NANOS = 100_000_000;

  private final ReverseProxy proxy;
  private final ServerReply reply;
  private final ForwardListener listener;
  private final Object lock = new Object();

  /** Without its bytes from when they cannot be needed any more. */
  private volatile ForwardedRequest request;

  // All guarded by the lock.
  private boolean over;
  private boolean reused;
  private boolean resent;
  private boolean sent;
  private long sentNanos;
  private boolean headSent;

  /** Bytes of the reply that are to come; below zero if nobody knows. */
  private long missing = ServerReply.CHUNKED;

  private @Nullable BackendConnection connection;
  private @Nullable Future<IOSession> opening;
  private @Nullable Future<?> stepLimit;
  private @Nullable Future<?> totalLimit;

  Forwarding(
      ReverseProxy proxy, ForwardedRequest request, ServerReply reply, ForwardListener listener) {
    this.proxy = proxy;
    this.request = request;
    this.reply = reply;
    this.listener = listener;
  }

  void start() {
    synchronized (lock) {
      Duration total = proxy.options().totalTimeout();
      totalLimit =
          proxy
              .threads()
              .after(total, () -> timedOut("is not done within " + ReverseProxy.text(total)));
    }
    reply.onClosed(this::clientLeft);
    request.refusal().ifPresentOrElse(why -> fail(Outcome.REFUSED, why), this::connect);
  }

  /** Who has all that was promised may go, though nobody has said yet that it is the end. */
  private void clientLeft() {
    synchronized (lock) {
      if (!headSent || missing != 0) {
        fail(Outcome.CLIENT_LEFT, "the client went before the reply's end");
      }
    }
  }

  /** A stream cannot be sent twice, so it is not risked on a connection that may be closed. */
  private void connect() {
    boolean repeatable = request.stream().isEmpty();
    BackendConnection idle = repeatable && !resent() ? proxy.connections().reuse() : null;
    if (idle != null) {
      use(idle, true);
      return;
    }
    Duration limit = proxy.options().connectTimeout();
    String why = "no connection within " + ReverseProxy.text(limit);
    limitStep(limit, () -> fail(Outcome.BACKEND_UNREACHABLE, unreachable(why)));
    try {
      Future<IOSession> pending = proxy.connections().open(this);
      synchronized (lock) {
        opening = pending;
      }
      if (isOver()) {
        pending.cancel(true);
      }
    } catch (UnknownHostException e) {
      fail(Outcome.BACKEND_UNREACHABLE, unreachable("its name is not known"));
    } catch (RuntimeException e) { // the proxy was closed
      failed(e);
    }
  }

  @Override
  public void opened(BackendConnection opened) {
    use(opened, false);
  }

  @Override
  public void failed(Exception cause) {
    fail(Outcome.BACKEND_UNREACHABLE, unreachable(ReverseProxy.text(cause)));
  }

  private void use(BackendConnection one, boolean isReused) {
    synchronized (lock) {
      if (over) {
        one.reset();
        return;
      }
      connection = one;
      reused = isReused;
    }
    ForwardedRequest whole = request;
    Upload upload =
        whole.bytes().map(Upload::of).or(() -> whole.stream().map(Upload::of)).orElse(null);
    if (!isReused || whole.isAtMostOnce()) {
      request = whole.withoutBytes(); // before it is sent: the reply's end may be far away
    }
    one.execute(new Attempt(proxy.target().message(whole), upload, one, this));
  }

  void sent() {
    synchronized (lock) {
      sent = true;
      sentNanos = nanos();
      cancel(stepLimit);
      tell(() -> listener.sent(sentNanos));
    }
  }

  /** The backend waits for the body. The client may, too: it is told to go on from here. */
  void readyFor(Upload upload) {
    request.stream().ifPresent(body -> body.stream(upload));
  }

  void written() {
    Duration limit = proxy.options().firstByteTimeout();
    limitStep(limit, () -> timedOut("did not answer within " + ReverseProxy.text(limit)));
  }

  void head(HttpResponse response, long length, long atNanos) {
    synchronized (lock) {
      cancel(stepLimit);
      if (over) {
        return;
      }
      request = request.withoutBytes();
      try {
        reply.start(response.getCode(), ReplyHead.headers(response), length);
      } catch (IllegalArgumentException e) {
        fail(Outcome.BACKEND_LOST, "the backend's reply cannot be passed on: " + e.getMessage());
        return;
      }
      headSent = true;
      missing = length;
      tell(() -> listener.head(response.getCode(), atNanos)); // now that the client gets it
    }
  }

  void body(ByteBuffer part, Runnable passedOn, long atNanos) {
    synchronized (lock) {
      if (!over) {
        tell(() -> listener.body(part.asReadOnlyBuffer(), atNanos));
        missing -= missing < 0 ? 0 : part.remaining();
        reply.write(part, passedOn);
      }
    }
  }

  void completed(boolean reusable) {
    synchronized (lock) {
      if (!end(Outcome.DONE, "", reusable)) {
        return;
      }
      reply.end();
    }
  }

  void failed(Exception cause, boolean replyBegan) {
    synchronized (lock) {
      boolean again = mayRepeat() && !replyBegan && !headSent && !over;
      if (!again) {
        boolean reached = sent;
        String why = ReverseProxy.text(cause);
        fail(
            reached ? Outcome.BACKEND_LOST : Outcome.BACKEND_UNREACHABLE,
            reached ? "the backend broke off: " + why : unreachable(why));
        return;
      }
      resent = true;
      reused = false;
      sent = false;
      cancel(stepLimit);
    }
    connect(); // a server may close an idle connection just as it is used: nobody's failure
  }

  /** Not where the backend may have begun to work on what is not to be done twice. */
  private boolean mayRepeat() {
    if (!reused || resent || request.isAtMostOnce()) {
      return false;
    }
    boolean unread = !sent || nanos() - sentNanos < UNREAD_NANOS;
    return unread || IDEMPOTENT.contains(request.method());
  }

  private void timedOut(String what) {
    fail(Outcome.BACKEND_TIMEOUT, "the backend " + what);
  }

  private String unreachable(String why) {
    return "cannot reach the backend %s: %s".formatted(proxy.options().origin(), why);
  }

  /** End it, and let the client know: by a status, or a cut if it has got another already. */
  void fail(Outcome outcome, String why) {
    synchronized (lock) {
      if (!end(outcome, why, false) || outcome == Outcome.CLIENT_LEFT) {
        return;
      }
      if (headSent) {
        reply.abort();
      } else {
        reply.send(status(outcome), JSON, proxy.wording().body(outcome, why));
      }
    }
  }

  private static int status(Outcome outcome) {
    return switch (outcome) {
      case REFUSED -> 501;
      case BACKEND_UNREACHABLE, BACKEND_LOST -> 502;
      case CLOSED -> 503;
      case BACKEND_TIMEOUT -> 504;
      case DONE, CLIENT_LEFT -> throw new IllegalStateException(outcome + " has no status");
    };
  }

  private boolean end(Outcome outcome, String why, boolean reusable) {
    if (over) {
      return false;
    }
    over = true;
    cancel(stepLimit);
    cancel(totalLimit);
    cancel(opening);
    BackendConnection used = connection;
    if (used != null && reusable) {
      proxy.connections().release(used);
    } else if (used != null) {
      used.reset();
    }
    proxy.threads().ended(this);
    tell(() -> listener.ended(outcome, why, nanos()));
    return true;
  }

  private void limitStep(Duration limit, Runnable action) {
    synchronized (lock) {
      cancel(stepLimit);
      if (!over && !headSent) {
        stepLimit = proxy.threads().after(limit, action);
      }
    }
  }

  private static void cancel(@Nullable Future<?> one) {
    if (one != null) {
      one.cancel(true);
    }
  }

  /** What a listener throws must not end an I/O thread. */
  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.warn("the listener of {} failed", reply, e);
    }
  }

  private boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  private boolean resent() {
    synchronized (lock) {
      return resent;
    }
  }

  long nanos() {
    return proxy.ticker().nanos();
  }
}
