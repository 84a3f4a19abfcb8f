package org.vespabench.runner.server;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestParserFactory;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Parses a request's head and refuses, with 400, one that two readers could understand in two ways:
 * behind a proxy that is how requests are smuggled (RFC 9112, 11.2). Keeps the target as it was
 * sent. Belongs to the connection's I/O thread.
 */
final class HeadParser implements NHttpMessageParser<HttpRequest> {
  private static final Pattern URL = Pattern.compile("(?i)https?://[^/?#]");

  private final NHttpMessageParser<HttpRequest> parser;
  private final Activity activity;
  private final int maxBytes;
  private int bytes;

  /**
   * Parse heads.
   *
   * @param maxBytes of each; 0 for any number
   */
  HeadParser(Http1Config config, Activity activity, int maxBytes) {
    this.maxBytes = maxBytes;
    this.parser = new DefaultHttpRequestParserFactory(config, new AsSent(), null).create();
    this.activity = activity;
  }

  @Override
  public void reset() {
    bytes = 0;
    parser.reset();
  }

  @Override
  public @Nullable HttpRequest parse(SessionInputBuffer buffer, boolean endOfStream)
      throws IOException, HttpException {
    if (activity.takesNoMore()) {
      drop(buffer);
      return null;
    }
    if (buffer.hasData()) {
      activity.headBegan();
    }
    int before = buffer.length();
    HttpRequest head = parser.parse(buffer, endOfStream);
    bytes += before - buffer.length();
    if (maxBytes > 0 && bytes > maxBytes) {
      throw new RequestHeaderFieldsTooLargeException(
          "the head is larger than " + maxBytes + " bytes");
    }
    if (head != null) {
      bytes = 0;
      activity.headEnded();
      check(head);
    }
    return head;
  }

  private static void drop(SessionInputBuffer buffer) throws IOException {
    while (buffer.hasData()) {
      int unused = buffer.read();
    }
  }

  private static void check(HttpRequest head) throws ProtocolException {
    if (!HeaderText.isToken(head.getMethod())) {
      throw new ProtocolException("the method is not a word");
    }
    if (head.getVersion() != null && head.getVersion().getMajor() != 1) {
      throw new ProtocolException("the version is not one of HTTP/1");
    }
    if (head.getPath() == null || !isVisible(head.getPath())) {
      throw new ProtocolException("the target has a space or a control character");
    }
    if (!isTarget(head.getMethod(), head.getPath())) {
      throw new ProtocolException("the target is neither a path nor an http URL");
    }
    for (Header header : head.getHeaders()) {
      if (!HeaderText.isToken(header.getName())) {
        throw new ProtocolException("a header's name is not a word");
      }
      if (header instanceof FormattedHeader line) {
        checkLine(header.getName(), line.getBuffer().toString());
      }
    }
    checkFraming(head);
  }

  /** Look at it as it came, as httpcore5 hides these when it reads name and value. */
  private static void checkLine(String name, String line) throws ProtocolException {
    if (HeaderText.breaksLine(line)) {
      throw new ProtocolException("the header " + name + " has a line break");
    }
    if (line.charAt(0) <= ' ') {
      throw new ProtocolException("the header " + name + " continues the request line");
    }
  }

  private static void checkFraming(HttpRequest head) throws ProtocolException {
    int lengths = head.countHeaders(HttpHeaders.CONTENT_LENGTH);
    int codings = head.countHeaders(HttpHeaders.TRANSFER_ENCODING);
    if (lengths + codings > 1) {
      throw new ProtocolException(
          "the body's end must be told in one way, but there are %d Content-Length and %d"
                  .formatted(lengths, codings)
              + " Transfer-Encoding headers");
    }
    if (codings == 1) {
      Header coding = head.getFirstHeader(HttpHeaders.TRANSFER_ENCODING);
      boolean old = head.getVersion() != null && head.getVersion().lessEquals(HttpVersion.HTTP_1_0);
      if (old || !"chunked".equalsIgnoreCase(coding.getValue())) {
        throw new ProtocolException("the only Transfer-Encoding that is understood is chunked");
      }
    }
    Header length = head.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !isLength(length.getValue())) {
      throw new ProtocolException("Content-Length is not a number");
    }
  }

  /** Digits alone, as {@code Long.parseLong} takes signs, and digits of other scripts. */
  private static boolean isLength(@Nullable String value) {
    return value != null
        && !value.isEmpty()
        && value.length() <= 18
        && value.chars().allMatch(one -> one >= '0' && one <= '9');
  }

  private static boolean isVisible(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
        return false;
      }
    }
    return !target.isEmpty();
  }

  /**
   * RFC 9112, 3.2. What is none of its forms, one reader takes for a path without its slash, and
   * another for a host.
   */
  private static boolean isTarget(String method, String target) {
    return target.startsWith("/")
        || method.equals("CONNECT")
        || (method.equals("OPTIONS") && target.equals("*"))
        || URL.matcher(target).lookingAt();
  }

  /** httpcore5's own takes a target apart as a URI, and {@code //a/b} becomes {@code /b}. */
  private static final class AsSent implements HttpRequestFactory<HttpRequest> {
    @Override
    public HttpRequest newHttpRequest(String method, String target) {
      return new BasicHttpRequest(method, (HttpHost) null, target);
    }

    @Override
    public HttpRequest newHttpRequest(String method, URI target) {
      return newHttpRequest(method, target.toString());
    }
  }
}
