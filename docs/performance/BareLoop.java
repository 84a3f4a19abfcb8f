import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;

/**
 * The least that an open loop can be with the HTTP client that the runner uses: {@code URL RATE
 * SECONDS}. Parks until 60 µs before a request is due, then spins. Prints requests/s, and p50 and
 * p99 of the send lag in microseconds: from when a request was due until it was handed to the
 * client, and until its connection asked for it, which is where the runner stamps it as sent; and how
 * many failed, the warm-up included.
 */
final class BareLoop {
  private static final long SPIN_NANOS = 60_000;
  private static final int WARM_UP_RATE = 5_000;
  private static final int WARM_UP_SECONDS = 10;
  private static final int MOST_IN_FLIGHT = 500;

  private final MinimalHttpAsyncClient client;
  private final SimpleHttpRequest request;
  private final Semaphore room = new Semaphore(MOST_IN_FLIGHT);
  private final AtomicInteger failed = new AtomicInteger();

  private BareLoop(String url) {
    client =
        HttpAsyncClients.createMinimal(
            H2Config.DEFAULT,
            Http1Config.DEFAULT,
            IOReactorConfig.custom()
                .setTcpNoDelay(true)
                .setSelectInterval(TimeValue.ofMilliseconds(50))
                .setIoThreadCount(Runtime.getRuntime().availableProcessors())
                .build(),
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setDefaultTlsConfig(
                    TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                .build());
    client.start();
    request = SimpleRequestBuilder.get(url).build();
  }

  public static void main(String[] arguments) {
    int rate = Integer.parseInt(arguments[1]);
    BareLoop loop = new BareLoop(arguments[0]);
    loop.send(WARM_UP_RATE, WARM_UP_RATE * WARM_UP_SECONDS);
    loop.send(rate, rate * 2);
    Lags lags = loop.send(rate, rate * Integer.parseInt(arguments[2]));
    System.out.printf(
        "%.2f %d %d %d %d %d%n",
        lags.rate(),
        at(lags.handed, 0.5),
        at(lags.handed, 0.99),
        at(lags.sent, 0.5),
        at(lags.sent, 0.99),
        loop.failed.get());
    loop.client.close(CloseMode.IMMEDIATE);
  }

  private Lags send(int rate, int count) {
    Lags lags = new Lags(count);
    long start = System.nanoTime() + 5_000_000;
    for (int i = 0; i < count; i++) {
      long due = start + Math.round(i * 1e9 / rate);
      await(due);
      room.acquireUninterruptibly();
      lags.handed[i] = System.nanoTime() - due;
      client.execute(
          new Stamping(SimpleRequestProducer.create(request), lags, i, due),
          SimpleResponseConsumer.create(),
          new Ended());
    }
    lags.nanos = System.nanoTime() - start;
    room.acquireUninterruptibly(MOST_IN_FLIGHT);
    room.release(MOST_IN_FLIGHT);
    return lags;
  }

  private static void await(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static long at(long[] lags, double quantile) {
    long[] sorted = lags.clone();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * quantile)] / 1_000;
  }

  /** From when each request was due. */
  private static final class Lags {
    private final long[] handed;
    private final long[] sent;
    private long nanos;

    Lags(int count) {
      handed = new long[count];
      sent = new long[count];
    }

    /** The last one is due one interval before the end. */
    double rate() {
      return (handed.length - 1) * 1e9 / nanos;
    }
  }

  private final class Ended implements FutureCallback<SimpleHttpResponse> {
    @Override
    public void completed(SimpleHttpResponse response) {
      end(response.getCode() == 200);
    }

    @Override
    public void failed(Exception cause) {
      if (failed.get() == 0) {
        System.err.println(cause);
      }
      end(false);
    }

    @Override
    public void cancelled() {
      end(false);
    }

    private void end(boolean good) {
      if (!good) {
        failed.incrementAndGet();
      }
      room.release();
    }
  }

  /** Notes down when the connection asks for the request. */
  private record Stamping(AsyncRequestProducer inner, Lags lags, int index, long due)
      implements AsyncRequestProducer {
    @Override
    public void sendRequest(RequestChannel channel, HttpContext context)
        throws org.apache.hc.core5.http.HttpException, java.io.IOException {
      lags.sent[index] = System.nanoTime() - due;
      inner.sendRequest(channel, context);
    }

    @Override
    public boolean isRepeatable() {
      return inner.isRepeatable();
    }

    @Override
    public void failed(Exception cause) {
      inner.failed(cause);
    }

    @Override
    public int available() {
      return inner.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws java.io.IOException {
      inner.produce(channel);
    }

    @Override
    public void releaseResources() {
      inner.releaseResources();
    }
  }
}
