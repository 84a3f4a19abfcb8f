package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vespabench.runner.server.RawConnection;

/**
 * Echoes bodies, and keeps all that it is asked for but its health. It reads by itself, so that
 * nothing is hidden by a server that is strict.
 */
final class CountingBackend implements AutoCloseable {
  static final String HEALTH = "/health";

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

  private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger silent = new AtomicInteger();

  CountingBackend() throws IOException {
    start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** List what was asked for since the last look: request lines with the bodies, if any. */
  List<String> asked() {
    List<String> all = new ArrayList<>();
    for (String next = asked.poll(); next != null; next = asked.poll()) {
      all.add(next);
    }
    return all;
  }

  /** Count the connections on which nothing was asked yet. */
  int silent() {
    return silent.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "counting-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        silent.incrementAndGet();
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (RawConnection peer = RawConnection.of(socket)) {
      socket.setSoTimeout(0);
      String head = peer.readHead();
      silent.decrementAndGet();
      while (true) {
        peer.send(answer(head, peer));
        head = peer.readHead();
      }
    } catch (IOException e) {
      // the worker closed it
    }
  }

  private byte[] answer(String head, RawConnection peer) throws IOException {
    Matcher length = LENGTH.matcher(head);
    byte[] body = length.find() ? peer.read(Integer.parseInt(length.group(1))) : new byte[0];
    String line = head.substring(0, head.indexOf("\r\n"));
    String text = new String(body, ISO_8859_1);
    if (!line.startsWith("GET " + HEALTH + " ")) {
      asked.add(line + text);
    }
    return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length, text)
        .getBytes(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
