package org.vespabench.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection. Used by its thread alone. */
final class RequestReader {
  private final Socket socket;
  private final PushbackInputStream in;

  RequestReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Wait for the next request; null if the client closed instead. */
  @Nullable ReceivedRequest next() throws IOException {
    socket.setSoTimeout(0);
    int first = in.read();
    if (first < 0) {
      return null;
    }
    in.unread(first);
    String[] line = line().split(" ", 3);
    if (line.length < 3) {
      throw new ProtocolException("not an HTTP request line: " + String.join(" ", line));
    }
    List<Map.Entry<String, String>> headers = headers();
    return ReceivedRequest.of(line[0], line[1], headers, in.readNBytes(length(headers)));
  }

  private List<Map.Entry<String, String>> headers() throws IOException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new ProtocolException("not an HTTP header: " + line);
      }
      headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private static int length(List<Map.Entry<String, String>> headers) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Content-Length"))
        .mapToInt(header -> Integer.parseInt(header.getValue()))
        .findFirst()
        .orElse(0);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the client closed in the middle of a request");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /**
   * Let time pass, in whole milliseconds; zero for ever. Waits by reading, as nothing else would
   * tell that the client has gone.
   *
   * @throws EOFException if the client closes meanwhile
   */
  void pause(Duration time) throws IOException {
    socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    try {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the client closed before it had its reply");
      }
      in.unread(next);
    } catch (SocketTimeoutException e) {
      // The time has passed, and the client is still there.
    }
  }
}
