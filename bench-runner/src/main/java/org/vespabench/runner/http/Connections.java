package org.vespabench.runner.http;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The connections that nobody uses at the moment, the one used last first. Thread-safe.
 *
 * <p>HttpClient's own pool does not tell whether a connection is new, which decides whether a lost
 * request may be sent again; so what is leased from it stays here, and goes back only to be closed.
 */
final class Connections {
  private final MinimalHttpAsyncClient client;
  private final HttpHost host;
  private final ConcurrentLinkedDeque<AsyncClientEndpoint> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Connections(MinimalHttpAsyncClient client, HttpHost host) {
    this.client = client;
    this.host = host;
  }

  /** Take one that is idle and open, or null. */
  @Nullable AsyncClientEndpoint reuse() {
    AsyncClientEndpoint endpoint = idle.pollFirst();
    while (endpoint != null && !endpoint.isConnected()) {
      endpoint.releaseAndDiscard();
      endpoint = idle.pollFirst();
    }
    return endpoint;
  }

  /** Open one. */
  Future<AsyncClientEndpoint> open(FutureCallback<AsyncClientEndpoint> callback) {
    return client.lease(host, callback);
  }

  /** Put one back that can be used again. */
  void release(AsyncClientEndpoint endpoint) {
    idle.addFirst(endpoint);
    if (closed) {
      close();
    }
  }

  void close() {
    closed = true;
    for (AsyncClientEndpoint e = idle.pollFirst(); e != null; e = idle.pollFirst()) {
      e.releaseAndDiscard();
    }
  }
}
