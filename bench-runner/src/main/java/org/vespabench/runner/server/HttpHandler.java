package org.vespabench.runner.server;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answer one request, now or later from any thread. Called on an I/O thread, so it must not
   * block. What it throws answers 500, or cuts a reply that has begun.
   *
   * @param request with its whole body
   * @param reply where the answer goes; one that is never ended keeps its client waiting
   */
  void handle(ServerRequest request, ServerReply reply);
}
