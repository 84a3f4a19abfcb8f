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

/** Is a request that was read to its end. Immutable. */
public final class ServerRequest {
  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;

  private ServerRequest(
      String method, String path, List<Map.Entry<String, String>> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  /** Take over what httpcore5 read; the body is not copied. */
  static ServerRequest of(HttpRequest request, byte[] body) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Header header : request.getHeaders()) {
      String value = header.getValue();
      headers.add(Map.entry(header.getName(), value == null ? "" : value));
    }
    return new ServerRequest(
        request.getMethod(), path(request.getPath()), List.copyOf(headers), body);
  }

  /** The path of {@code OPTIONS *} is {@code *}, and that of {@code GET http://host} is empty. */
  private static String path(String path) {
    return path != null && path.startsWith("/") ? path : "/";
  }

  /** Tell the method, as sent. */
  public String method() {
    return method;
  }

  /** Tell the path with its query; it starts with {@code /}. */
  public String path() {
    return path;
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
