package org.vespabench.runner.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;

/**
 * Sends requests to one backend and takes their times. Thread-safe.
 *
 * <p>HttpClient's minimal client under it follows no redirects, keeps no cookies and retries
 * nothing: what is measured is what was sent. One I/O thread per core reads, stamps and decodes.
 */
public final class HttpEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEngine.class);

  /** How finely time limits are met. */
  private static final long SWEEP_MILLIS = 5;

  /** How long the backend may take to hear that its work is not wanted any more. */
  private static final long FAREWELL_MILLIS = 500;

  /** Takes a few milliseconds; where the machine has no time for them, wait and do not complain. */
  private static final long CLOSE_MILLIS = 2000;

  private static final Failure CUT = Failure.of(FailureKind.CUT, "the run was interrupted");

  private final HttpOptions options;
  private final Target target;
  private final Ticker ticker;
  private final BodyRoom bodyRoom;
  private final MinimalHttpAsyncClient client;
  private final Connections connections;
  private final ScheduledExecutorService timer;
  private final Set<OperationSession> live;

  /** Those that share the threads of this one, and end with it. */
  private final List<HttpEngine> others;

  private final OperationSession farewell =
      new OperationSession(this, Long.MAX_VALUE, Duration.ZERO);
  private final Queue<CompletableFuture<HttpReply>> farewells = new ConcurrentLinkedQueue<>();

  /** When all was cut for the last time. */
  private final AtomicLong cutNanos;

  /** The longest pause of any polling: times are known to within it. */
  private final AtomicLong longestPollNanos = new AtomicLong();

  private HttpEngine(HttpOptions options, Proxy proxy, Ticker ticker) {
    this.options = options;
    this.ticker = ticker;
    this.bodyRoom = new BodyRoom(options.maxBodyBytes());
    this.target = target(options, proxy);
    this.client = client(options);
    this.connections = new Connections(client, target.connectTo());
    this.live = ConcurrentHashMap.newKeySet();
    this.cutNanos = new AtomicLong(Long.MIN_VALUE);
    this.others = new CopyOnWriteArrayList<>();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "bench-timer-1");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Share the threads of another one. */
  private HttpEngine(HttpEngine first, HttpOptions options, Proxy proxy) {
    this.options = options;
    this.ticker = first.ticker;
    this.bodyRoom = first.bodyRoom;
    this.target = target(options, proxy);
    this.client = first.client;
    this.connections = new Connections(client, target.connectTo());
    this.live = first.live;
    this.cutNanos = first.cutNanos;
    this.others = first.others;
    this.timer = first.timer;
    others.add(this);
  }

  private static Target target(HttpOptions options, Proxy proxy) {
    HttpHost host = new HttpHost(scheme(options), options.url().getHost(), options.url().getPort());
    return new Target(options.url(), options.headers(), proxy.connectTo(host), host);
  }

  /**
   * Send to another server as well, with the same threads and the same trust. What is in flight
   * there is cut with all else; it is closed with this one, and not by itself.
   *
   * @throws IllegalArgumentException if one is http and the other https, or the proxy cannot be
   *     used
   */
  public HttpEngine toward(URI url, Proxy proxy) {
    HttpOptions other = options.toward(url);
    if (other.isTls() != options.isTls()) {
      throw new IllegalArgumentException(
          "%s cannot share the connections of %s".formatted(other.shownUrl(), options.shownUrl()));
    }
    return new HttpEngine(this, other, proxy);
  }

  /**
   * Start the I/O threads.
   *
   * @throws IllegalArgumentException if the certificates cannot be read, or the proxy cannot be
   *     used; the message is for the operator
   */
  public static HttpEngine open(HttpOptions options, Proxy proxy) {
    HttpEngine engine = new HttpEngine(options, proxy, Ticker.SYSTEM);
    engine.client.start();
    var unused =
        engine.timer.scheduleWithFixedDelay(
            engine::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return engine;
  }

  private static MinimalHttpAsyncClient client(HttpOptions options) {
    PoolingAsyncClientConnectionManager manager =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setTlsStrategy(Trust.strategy(options))
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setMaxConnPerRoute(Integer.MAX_VALUE)
            .setMaxConnTotal(Integer.MAX_VALUE)
            .setDefaultTlsConfig(
                TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(options.connectTimeout()))
                    .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                    .build())
            .build();
    IOReactorConfig reactor =
        IOReactorConfig.custom()
            .setTcpNoDelay(true)
            .setSelectInterval(TimeValue.ofMilliseconds(50))
            .setIoThreadCount(Runtime.getRuntime().availableProcessors())
            .build();
    return HttpAsyncClients.createMinimal(H2Config.DEFAULT, Http1Config.DEFAULT, reactor, manager);
  }

  private static String scheme(HttpOptions options) {
    return options.isTls() ? "https" : "http";
  }

  /**
   * Send a request and measure it, with all that follows from it.
   *
   * @param request what to send
   * @param intendedNanos when it should leave, in the engine's time
   * @param timeout time limit of the whole operation; zero for none
   * @return completes normally, also for failures
   */
  public Operation perform(TestRequest request, long intendedNanos, Duration timeout) {
    return Operation.start(this, request, intendedNanos, timeout);
  }

  /** Speak to the backend outside any measurement, with a time limit for everything together. */
  public HttpSession session(Duration timeout) {
    return openSession(timeout);
  }

  /** Send what a cut session wanted to be sent: outside any session, so that nothing cuts it. */
  void sayFarewell(List<TestRequest> requests) {
    for (TestRequest request : requests) {
      farewells.add(farewell.send(request));
    }
  }

  /** Open one for a request that is measured, or end it at once if it came too late to be cut. */
  OperationSession openSession(Duration timeout, long intendedNanos) {
    OperationSession session = openSession(timeout);
    if (intendedNanos <= cutNanos.get()) {
      session.cut(CUT);
    }
    return session;
  }

  OperationSession openSession(Duration timeout) {
    long deadline =
        timeout.isZero() ? Long.MAX_VALUE : saturatedAdd(ticker.nanos(), timeout.toNanos());
    OperationSession session = new OperationSession(this, deadline, timeout);
    live.add(session);
    return session;
  }

  void ended(OperationSession session) {
    live.remove(session);
  }

  /**
   * End everything that is in flight, it fails as {@link FailureKind#CUT}, and whatever was to be
   * measured before and is still on its way here. Sessions may be opened as before, and what is
   * intended for later is measured as before.
   */
  public void cutAll() {
    cutNanos.set(ticker.nanos()); // first: who is opened now is either seen below, or sees this
    for (OperationSession session : live) {
      session.cut(CUT);
    }
  }

  /** Do something later, on the thread that watches over time limits: it must not block. */
  public void later(Duration pause, Runnable task) {
    var unused = timer.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  void polls(Duration every) {
    longestPollNanos.accumulateAndGet(every.toNanos(), Math::max);
  }

  /** Tell the longest pause between two looks at whether something is done; zero without any. */
  public Duration longestPoll() {
    return Duration.ofNanos(longestPollNanos.get());
  }

  private void sweep() {
    long now = ticker.nanos();
    for (OperationSession session : live) {
      if (now - session.deadlineNanos() >= 0 && session.deadlineNanos() != Long.MAX_VALUE) {
        session.cut(Failure.of(FailureKind.TIMEOUT, "not done within " + session.timeoutText()));
      }
    }
  }

  private static long saturatedAdd(long now, long more) {
    long sum = now + more;
    return sum == Long.MAX_VALUE ? sum - 1 : sum;
  }

  Call call(TestRequest request, @Nullable StreamReader reader, Call.Listener listener) {
    return new Call(this, request, reader, listener);
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Connections connections() {
    return connections;
  }

  Target target() {
    return target;
  }

  Ticker ticker() {
    return ticker;
  }

  BodyRoom bodyRoom() {
    return bodyRoom;
  }

  /** Leave out what was sent as a header's value, which a server may repeat. */
  public Failure withoutSecrets(Failure failure) {
    return new Failure(failure.kind(), failure.detail(), options.withoutSecrets(failure.message()));
  }

  /** Cut what is in flight, and end the threads. */
  @Override
  public void close() {
    cutAll();
    awaitFarewells();
    farewell.close();
    timer.shutdownNow();
    connections.close();
    others.forEach(one -> one.connections.close());
    closeClient();
  }

  /** In two steps: closed at once, HttpClient's threads would log that they were. */
  private void closeClient() {
    try {
      client.initiateShutdown();
      client.awaitShutdown(TimeValue.ofMilliseconds(CLOSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close(CloseMode.IMMEDIATE);
  }

  private void awaitFarewells() {
    try {
      CompletableFuture.allOf(farewells.toArray(new CompletableFuture<?>[0]))
          .get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the backend did not take a cancellation", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
