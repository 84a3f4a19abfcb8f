package org.vespabench.api;

/**
 * Reads one reply of status 2xx: its events, if it is a stream, then its end.
 *
 * <p>Each request gets a reader of its own, which is called by one thread at a time, an I/O thread:
 * do not block. Whatever a method throws fails the request and nothing else; a {@link
 * BenchmarkException} is how to say that the backend did not do what it promised.
 *
 * <pre>{@code
 * final class Reader implements StreamReader {
 *   private int tokens;
 *
 *   public Output event(String data) {
 *     tokens++;
 *     return Output.ANSWER;
 *   }
 *
 *   public Work end(HttpReply reply) {
 *     return Work.done(tokens);
 *   }
 * }
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface StreamReader {
  /**
   * See the data of one server-sent event, or one line of NDJSON. Its time has been taken already.
   *
   * @param data the event's data without its framing, lines joined by {@code \n}, never null
   * @return what the event carried, never null
   */
  default Output event(String data) {
    return Output.NONE;
  }

  /**
   * Account for a reply that HTTP ended cleanly. A stream that lacks its protocol's own end is to
   * be refused here, by {@link BenchmarkException#truncated}.
   *
   * @param reply the whole reply; its body is empty if it was a stream of events
   * @return the work that was done, never null
   */
  Work end(HttpReply reply);
}
