package org.vespabench.runner.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.vespabench.runner.server.RawConnection;

/** A backend that the test plays by itself, byte for byte. */
final class RawBackend implements AutoCloseable {
  private final ServerSocket server;

  RawBackend() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    server.setSoTimeout(20_000);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Wait for the next connection. */
  RawConnection accept() throws IOException {
    return RawConnection.of(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
