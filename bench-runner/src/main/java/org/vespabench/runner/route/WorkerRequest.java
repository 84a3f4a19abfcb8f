package org.vespabench.runner.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.vespabench.api.TestRequest;

/** Makes of a request for a backend one for the worker in front of it. */
final class WorkerRequest {
  private WorkerRequest() {}

  /** Put the body into an envelope with the ticket; without one, the ticket into the query. */
  static TestRequest of(TestRequest request, Ticket ticket) {
    if (request.method().equals("GET")) {
      return request.withPath(ticket.inQuery(request.path()));
    }
    String payload = request.body().isEmpty() ? "{}" : request.body();
    return request.withBody(new String(ticket.envelope(payload.getBytes(UTF_8)), UTF_8));
  }
}
