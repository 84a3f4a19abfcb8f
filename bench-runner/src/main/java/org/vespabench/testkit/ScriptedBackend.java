package org.vespabench.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;
import org.vespabench.api.TestRequest;

/**
 * Is a backend on a free port of 127.0.0.1 that answers as it is told, broken HTTP included, and
 * remembers what it was asked. Thread-safe.
 *
 * <p>It speaks HTTP/1.1 by itself, on plain sockets, since a real server would not let itself be
 * made to break the protocol. Each connection has a thread; requests' bodies need a length.
 *
 * @since 0.1
 */
public final class ScriptedBackend implements AutoCloseable {
  private static final AtomicInteger THREADS = new AtomicInteger();

  /** A burst of connections must not wait for the accepting thread: the kernel drops it then. */
  private static final int BACKLOG = 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerSocket server;
  private final String scheme;
  private final Map<String, Function<ReceivedRequest, ScriptedReply>> scripts =
      new ConcurrentHashMap<>();
  private final Arrivals arrivals = new Arrivals();

  private volatile Function<ReceivedRequest, ScriptedReply> otherwise =
      request -> error(404, "no script for " + request.path());
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "bench-scripted-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private ScriptedBackend(ServerSocket server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  /**
   * Start one.
   *
   * @throws IOException if no port can be had
   */
  public static ScriptedBackend start() throws IOException {
    return start(ServerSocketFactory.getDefault());
  }

  /**
   * Start one with sockets of its own kind.
   *
   * @param sockets with that of an {@code SSLContext} it speaks TLS
   * @throws IOException if no port can be had
   */
  public static ScriptedBackend start(ServerSocketFactory sockets) throws IOException {
    ServerSocket server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    String scheme = sockets instanceof SSLServerSocketFactory ? "https" : "http";
    ScriptedBackend backend = new ScriptedBackend(server, scheme);
    backend.threads.execute(backend::accept);
    return backend;
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  /**
   * Answer requests for a path with one reply after another; the last one repeats. Replaces what
   * was said about this path before. A path that nothing was said about is a 404 with JSON.
   *
   * @param path without query
   * @return this
   */
  public ScriptedBackend on(String path, ScriptedReply first, ScriptedReply... others) {
    AtomicInteger next = new AtomicInteger();
    List<ScriptedReply> more = List.of(others);
    return on(
        path,
        request -> {
          int index = next.getAndUpdate(now -> Math.min(now + 1, more.size()));
          return index == 0 ? first : more.get(index - 1);
        });
  }

  /**
   * Answer requests for a path with what a function makes of them. Replaces what was said about
   * this path before.
   *
   * @param path without query
   * @param answer called on the connection's thread; what it throws is answered as a 500
   * @return this
   */
  public ScriptedBackend on(String path, Function<ReceivedRequest, ScriptedReply> answer) {
    scripts.put(path, answer);
    return this;
  }

  /**
   * Answer requests for every path that nothing was said about.
   *
   * @param reply instead of a 404
   * @return this
   */
  public ScriptedBackend otherwise(ScriptedReply reply) {
    return otherwise(request -> reply);
  }

  /**
   * Answer requests for every path that nothing was said about with what a function makes of them.
   *
   * @param answer called on the connection's thread; what it throws is answered as a 500
   * @return this
   */
  public ScriptedBackend otherwise(Function<ReceivedRequest, ScriptedReply> answer) {
    otherwise = answer;
    return this;
  }

  /** List what has arrived so far, in order; a request is there before it is answered. */
  public List<ReceivedRequest> requests() {
    return arrivals.list();
  }

  /** List what has arrived so far for a path, in order. */
  public List<ReceivedRequest> requests(String path) {
    return arrivals.list(path);
  }

  /**
   * Wait for the first request for a path, at most 10 seconds: for what comes after a measurement,
   * such as a cancellation, or to do something while a request waits for its answer.
   *
   * @param path without query
   * @return the first that arrived, maybe long ago
   * @throws AssertionError if there is none in time; the message names the paths that were asked
   *     for
   * @throws InterruptedException if the calling thread is interrupted
   */
  public ReceivedRequest awaitRequest(String path) throws InterruptedException {
    return arrivals.await(path, PATIENCE);
  }

  /** Count the connections that were ever accepted. */
  public int connections() {
    return accepted.get();
  }

  /** Count the connections that neither side has closed yet, as far as it knows. */
  public int openConnections() {
    return open.size();
  }

  /** Close the port and every connection at once. */
  @Override
  public void close() {
    closeQuietly(server);
    threads.shutdownNow();
    open.forEach(ScriptedBackend::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        open.add(socket);
        socket.setTcpNoDelay(true);
        threads.execute(() -> serve(socket));
      } catch (IOException | RejectedExecutionException e) {
        // It was closed meanwhile, or this client has gone already: the next one may not have.
      }
    }
    open.forEach(ScriptedBackend::closeQuietly);
  }

  private void serve(Socket socket) {
    try (socket) {
      new ScriptedConnection(socket, this::answer).run();
    } catch (IOException e) {
      // The client has gone, which tests provoke: openConnections() tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private ScriptedReply answer(ReceivedRequest request) {
    arrivals.add(request);
    try {
      return scripts.getOrDefault(request.path(), otherwise).apply(request);
    } catch (RuntimeException | AssertionError e) {
      return error(500, "the script failed: " + e);
    }
  }

  private static ScriptedReply error(int status, String message) {
    String quoted = TestRequest.quote(message);
    return ScriptedReply.status(status, "{\"error\": " + quoted + "}");
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // There is nothing left to close.
    }
  }
}
