package org.vespabench.runner.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.http.nio.command.ShutdownCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/** Knows what one connection is busy with, and since when it waits for its client. Thread-safe. */
final class Activity {
  /** Whoever has not sent a head by then, once the server stops, would only be refused. */
  private static final long LAST_HEAD_NANOS = 1_000_000_000;

  private final IOSession session;
  private final HttpServer server;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

  // Written by the connection's I/O thread; in the machine's time.
  private volatile boolean inHead;
  private volatile long headSinceNanos;
  private volatile long idleSinceNanos = System.nanoTime();

  /** Also written by threads that reply. */
  private volatile boolean takesNoMore;

  Activity(IOSession session, HttpServer server) {
    this.session = session;
    this.server = server;
  }

  /** Bytes of a head are there, though maybe not all. */
  void headBegan() {
    if (!inHead) {
      headSinceNanos = System.nanoTime();
      inHead = true;
    }
  }

  void headEnded() {
    inHead = false;
  }

  /** Whatever the client still sends, it has been told that the connection ends. */
  void takeNoMore() {
    takesNoMore = true;
  }

  boolean takesNoMore() {
    return takesNoMore;
  }

  void began(Exchange exchange) {
    exchanges.add(exchange);
  }

  void ended(Exchange exchange) {
    exchanges.remove(exchange);
    idleSinceNanos = System.nanoTime();
    if (server.isStopping()) {
      closeIfIdle();
    }
  }

  boolean hasUnended() {
    return exchanges.stream().anyMatch(Exchange::isUnended);
  }

  /** The next reply must tell the client not to come again. */
  boolean isLast() {
    return server.isStopping();
  }

  /** Close it after what it still writes, unless a request is under way or arrives. */
  void closeIfIdle() {
    if (exchanges.isEmpty() && !inHead) {
      session.enqueue(ShutdownCommand.GRACEFUL, Command.Priority.NORMAL);
    }
  }

  /** Tell the replies under way that nobody will see them. */
  void abandon() {
    exchanges.forEach(Exchange::abandon);
  }

  /** Reset the connection. */
  void reset() {
    session.close(CloseMode.IMMEDIATE);
  }

  /** Close it if the client is overdue, and say with what. */
  @Nullable String closeIfOverdue(ServerOptions options, long nowNanos) {
    long readNanos = options.readTimeout().toNanos();
    if (readNanos > 0 && owesBytes(readNanos, nowNanos)) {
      reset();
      return "with a request that it began to send";
    }
    if (readNanos > 0
        && exchanges.stream().anyMatch(one -> one.stalledNanos(nowNanos) > readNanos)) {
      reset();
      return "with taking its reply";
    }
    if (server.isStopping() && inHead && nowNanos - headSinceNanos > LAST_HEAD_NANOS) {
      reset();
      return "with a request that would be refused";
    }
    long idleNanos = options.idleTimeout().toNanos();
    boolean idle = exchanges.isEmpty() && !inHead;
    if (idleNanos > 0 && idle && nowNanos - idleSinceNanos > idleNanos) {
      closeIfIdle();
      return "with another request";
    }
    return null;
  }

  private boolean owesBytes(long readNanos, long nowNanos) {
    return (inHead && nowNanos - headSinceNanos > readNanos)
        || exchanges.stream().anyMatch(one -> one.overdueNanos(nowNanos) > readNanos);
  }
}
