package org.vespabench.runner.server;

/** Answers requests whose body may not have come yet. */
@FunctionalInterface
public interface StreamingHandler {
  /**
   * Answer one request, now or later from any thread. Called on an I/O thread as soon as the head
   * is there, so it must not block. What it throws answers 500, or cuts a reply that has begun.
   *
   * <p>A client that sent {@code Expect: 100-continue} is told to go on when the body is asked for:
   * by a refusal before, it is spared sending it.
   *
   * @param head the request without its body: {@link ServerRequest#body} is empty
   * @param body to be gathered, or taken as it comes; dropped once the reply has ended
   * @param reply where the answer goes; one that is never ended keeps its client waiting
   */
  void handle(ServerRequest head, RequestBody body, ServerReply reply);

  /** Gather every body up to a limit, in bytes, before a handler gets the request. */
  static StreamingHandler gathering(int limitBytes, HttpHandler handler) {
    return (head, body, reply) ->
        body.gather(limitBytes, bytes -> handler.handle(head.withBody(bytes), reply));
  }
}
