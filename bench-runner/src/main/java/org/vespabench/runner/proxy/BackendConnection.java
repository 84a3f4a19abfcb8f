package org.vespabench.runner.proxy;

import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;

/** Is one connection to the backend, for one request at a time. Thread-safe. */
final class BackendConnection extends ClientHttp1IOEventHandler {
  private final IOSession session;
  private final BackendConnections all;

  BackendConnection(ClientHttp1StreamDuplexer duplexer, IOSession session, BackendConnections all) {
    super(duplexer);
    this.session = session;
    this.all = all;
  }

  /** Send a request, after the handshake if that is under way. */
  void execute(AsyncClientExchangeHandler exchange) {
    RequestExecutionCommand command =
        new RequestExecutionCommand(exchange, HttpCoreContext.create());
    session.enqueue(command, Command.Priority.NORMAL);
  }

  boolean isUsable() {
    return isOpen() && session.isOpen();
  }

  long bytesReceived() {
    EndpointDetails details = getEndpointDetails();
    return details == null ? 0 : details.getReceivedBytesCount();
  }

  /** Reset it: the backend sees at once that nobody waits any more. */
  void reset() {
    session.close(CloseMode.IMMEDIATE);
  }

  @Override
  public void disconnected(IOSession session) {
    all.forget(this);
    super.disconnected(session);
  }
}
