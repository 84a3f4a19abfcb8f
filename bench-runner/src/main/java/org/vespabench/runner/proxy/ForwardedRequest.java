package org.vespabench.runner.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vespabench.runner.server.RequestBody;
import org.vespabench.runner.server.ServerRequest;

/**
 * What is to be sent on: a client's request as it came, unless the caller changes it. Immutable.
 *
 * <p>Headers about the client's connection are left out at once, with those that it names as such:
 * it must not be able to name one that the caller adds.
 */
public final class ForwardedRequest {
  private final String method;
  private final String target;
  private final List<Map.Entry<String, String>> headers;
  private final Optional<byte[]> bytes;
  private final Optional<RequestBody> stream;
  private final boolean once;
  private final boolean webSocket;

  private ForwardedRequest(
      String method,
      String target,
      List<Map.Entry<String, String>> headers,
      Optional<byte[]> bytes,
      Optional<RequestBody> stream,
      boolean once,
      boolean webSocket) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.bytes = bytes;
    this.stream = stream;
    this.once = once;
    this.webSocket = webSocket;
  }

  /**
   * Send on a body that was gathered, or none.
   *
   * @param body empty for none, unless the head says that there is one; not copied
   */
  public static ForwardedRequest of(ServerRequest head, byte[] body) {
    boolean framed =
        head.header("Content-Length").isPresent() || head.header("Transfer-Encoding").isPresent();
    Optional<byte[]> bytes =
        body.length > 0 || framed ? Optional.of(body) : Optional.<byte[]>empty();
    return of(head, bytes, Optional.empty());
  }

  /**
   * Send on a body as it comes. Nothing else may ask for it.
   *
   * @param body may be absent
   */
  public static ForwardedRequest of(ServerRequest head, RequestBody body) {
    Optional<RequestBody> stream = body.isPresent() ? Optional.of(body) : Optional.empty();
    return of(head, Optional.empty(), stream);
  }

  private static ForwardedRequest of(
      ServerRequest head, Optional<byte[]> bytes, Optional<RequestBody> stream) {
    boolean webSocket =
        head.headers().stream()
            .anyMatch(
                one ->
                    one.getKey().equalsIgnoreCase("Upgrade")
                        && one.getValue().toLowerCase(Locale.ROOT).contains("websocket"));
    return new ForwardedRequest(
        head.method(), head.target(), EndToEnd.of(head.headers()), bytes, stream, false, webSocket);
  }

  /**
   * Ask the backend for something else.
   *
   * @param target a path with its query, sent as it is
   */
  public ForwardedRequest withTarget(String target) {
    return new ForwardedRequest(method, target, headers, bytes, stream, once, webSocket);
  }

  /** Send a header with this value alone, at the place of the first that had its name. */
  public ForwardedRequest withHeader(String name, String value) {
    List<Map.Entry<String, String>> changed = new ArrayList<>();
    boolean placed = false;
    for (Map.Entry<String, String> header : headers) {
      if (!header.getKey().equalsIgnoreCase(name)) {
        changed.add(header);
      } else if (!placed) {
        changed.add(Map.entry(name, value));
        placed = true;
      }
    }
    if (!placed) {
      changed.add(Map.entry(name, value));
    }
    return new ForwardedRequest(
        method, target, List.copyOf(changed), bytes, stream, once, webSocket);
  }

  /** Send no header of this name, which may be in any case. */
  public ForwardedRequest withoutHeader(String name) {
    List<Map.Entry<String, String>> kept =
        headers.stream().filter(one -> !one.getKey().equalsIgnoreCase(name)).toList();
    return new ForwardedRequest(method, target, kept, bytes, stream, once, webSocket);
  }

  /**
   * Send it once, whatever happens: also where the connection that was to be used again turned out
   * to be closed, as nobody knows for certain whether the backend had begun to work.
   */
  public ForwardedRequest atMostOnce() {
    return new ForwardedRequest(method, target, headers, bytes, stream, true, webSocket);
  }

  /** Forget a body that was gathered: it may be large, and the reply take long. */
  ForwardedRequest withoutBytes() {
    return new ForwardedRequest(method, target, headers, Optional.empty(), stream, once, webSocket);
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  List<Map.Entry<String, String>> headers() {
    return headers;
  }

  Optional<byte[]> bytes() {
    return bytes;
  }

  Optional<RequestBody> stream() {
    return stream;
  }

  boolean isAtMostOnce() {
    return once;
  }

  /** Tell why it cannot be proxied, if so: {@link ReverseProxy#forward} would answer 501. */
  public Optional<String> refusal() {
    if (webSocket) {
      return Optional.of(
          "WebSocket connections are not proxied: send requests over HTTP/1.1 instead");
    }
    return method.equals("CONNECT")
        ? Optional.of("CONNECT is not proxied: this is no forward proxy")
        : Optional.empty();
  }
}
