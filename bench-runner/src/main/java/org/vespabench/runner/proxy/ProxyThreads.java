package org.vespabench.runner.proxy;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Is what proxies to several backends share: I/O threads, a timer, and one end. Thread-safe. */
final class ProxyThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProxyThreads.class);

  /** Often enough for a router that forgets connections on which nothing happens. */
  private static final int PROBE_SECONDS = 20;

  private static final int PROBES = 3;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final DefaultConnectingIOReactor reactor;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Forwarding> live = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Is attached to a connection that is opened, and knows whose it is. */
  interface Opener {
    BackendConnection connection(ProtocolIOSession session);
  }

  ProxyThreads() {
    this.reactor =
        new DefaultConnectingIOReactor(
            ProxyThreads::connection,
            config(),
            task -> thread(task, "bench-proxy-" + THREADS.incrementAndGet()),
            null,
            trouble -> log.debug("connection failed", trouble),
            null,
            null);
    reactor.start();
    this.timer = new ScheduledThreadPoolExecutor(1, task -> thread(task, "bench-proxy-timer-1"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Without probes, who waits long for a peer that vanished in silence would wait for ever. */
  private static IOReactorConfig config() {
    IOReactorConfig.Builder config =
        IOReactorConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true);
    if (canProbe()) {
      config
          .setTcpKeepIdle(PROBE_SECONDS)
          .setTcpKeepInterval(PROBE_SECONDS)
          .setTcpKeepCount(PROBES);
    }
    return config.build();
  }

  private static boolean canProbe() {
    try (SocketChannel any = SocketChannel.open()) {
      return any.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)
          && any.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPINTERVAL)
          && any.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPCOUNT);
    } catch (IOException e) {
      return false;
    }
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static BackendConnection connection(
      ProtocolIOSession session, @Nullable Object attachment) {
    if (attachment instanceof Opener opener) {
      return opener.connection(session);
    }
    throw new IllegalStateException("nobody has opened the connection " + session);
  }

  DefaultConnectingIOReactor reactor() {
    return reactor;
  }

  boolean isClosed() {
    return closed;
  }

  int inFlight() {
    return live.size();
  }

  void started(Forwarding forwarding) {
    live.add(forwarding);
    forwarding.start();
    if (closed) {
      forwarding.fail(Outcome.CLOSED, "the proxy is closed");
    }
  }

  void ended(Forwarding forwarding) {
    live.remove(forwarding);
  }

  /** Do something later, unless the limit is zero, which is none. */
  @Nullable Future<?> after(Duration limit, Runnable action) {
    if (limit.isZero()) {
      return null;
    }
    try {
      return timer.schedule(action, limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) { // closed meanwhile, which ends what would wait
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    live.forEach(one -> one.fail(Outcome.CLOSED, "the proxy is closed"));
    timer.shutdownNow();
    reactor.close(CloseMode.IMMEDIATE);
  }
}
