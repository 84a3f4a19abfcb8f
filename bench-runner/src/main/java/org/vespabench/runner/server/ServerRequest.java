package org.vespabench.runner.server;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;

/** Is a request, read to its end or, for a {@link StreamingHandler}, only its head. Immutable. */
public final class ServerRequest {
  private final String method;
  private final String target;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;

  private ServerRequest(
      String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
  }

  /** Take over a head that httpcore5 read. */
  static ServerRequest of(HttpRequest request) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Header header : request.getHeaders()) {
      String value = header.getValue();
      headers.add(Map.entry(header.getName(), value == null ? "" : value));
    }
    String target = request.getPath() == null ? "" : request.getPath();
    return new ServerRequest(request.getMethod(), target, List.copyOf(headers), new byte[0]);
  }

  /** Have the same head with a body, which is not copied. */
  ServerRequest withBody(byte[] bytes) {
    return new ServerRequest(method, target, headers, bytes);
  }

  /** Tell the method, as sent. */
  public String method() {
    return method;
  }

  /** Tell what was asked for, byte for byte as sent: also {@code *} or a whole URL. */
  public String target() {
    return target;
  }

  /** Tell the path with its query; it starts with {@code /}, also for {@code OPTIONS *}. */
  public String path() {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return target.startsWith("/") ? target : "/";
    }
    int end = scheme + 3;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /** List all headers, names as sent and in the order sent; unmodifiable. */
  public List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /** Look up the first value of a header, its name in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Tell the body as text, in the charset that the request names, else UTF-8. */
  public String body() {
    return new String(body, charset());
  }

  /** Copy the body as sent. */
  public byte[] bodyBytes() {
    return body.clone();
  }

  private Charset charset() {
    ContentType type = ContentType.parseLenient(header(HttpHeaders.CONTENT_TYPE).orElse(null));
    return ContentType.getCharset(type, StandardCharsets.UTF_8);
  }
}
