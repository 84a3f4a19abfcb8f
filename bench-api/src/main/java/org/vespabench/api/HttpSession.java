package org.vespabench.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Speaks HTTP to the backend, asynchronously. Implemented by the runner; thread-safe.
 *
 * <p>Paths are relative to the backend's URL and start with {@code /}. A session ends, with every
 * exchange in it, when the request or the run that it belongs to ends, is interrupted, or meets its
 * time limit. Futures complete on an I/O thread: do not block in what depends on them.
 *
 * @since 0.1
 */
public interface HttpSession {
  /**
   * Send a request and read the whole reply. Its readers and follow-ups are not used here.
   *
   * @param request what to send, never null
   * @return completes normally with any status, 500 included; exceptionally only for transport
   *     trouble, with an {@link java.io.IOException}, or when the session ends
   */
  CompletableFuture<HttpReply> send(TestRequest request);

  /**
   * GET a path.
   *
   * @param path starts with {@code /}, never null
   * @return as {@link #send}
   */
  default CompletableFuture<HttpReply> get(String path) {
    return send(TestRequest.get(path));
  }

  /**
   * POST a JSON body to a path.
   *
   * @param path starts with {@code /}, never null
   * @param json the body, never null
   * @return as {@link #send}
   */
  default CompletableFuture<HttpReply> post(String path, String json) {
    return send(TestRequest.post(path, json));
  }

  /**
   * GET a path again and again until the function finds something. A time found by polling is only
   * known to within {@code every}, which the result states.
   *
   * @param path starts with {@code /}, never null
   * @param every pause between a reply and the next request, never null
   * @param finished sees every reply, of any status; empty means: ask again. What it throws ends
   *     the polling
   * @param <T> what is looked for
   * @return completes with what was found
   */
  <T> CompletableFuture<T> poll(
      String path, Duration every, Function<HttpReply, Optional<T>> finished);

  /**
   * Send these, once and as best effort, if the session is cut short by a time limit or an
   * interrupt: to cancel work that the backend would otherwise finish for nobody.
   *
   * @param requests sent outside the closed session, without waiting for what they answer
   */
  void onCancel(TestRequest... requests);
}
