package org.vespabench.runner.server;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
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
  /** RFC 9110, 5.6.2: what a name or a method may have beside letters and digits. */
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final NHttpMessageParser<HttpRequest> parser;
  private final Activity activity;

  HeadParser(Http1Config config, Activity activity) {
    this.parser = new DefaultHttpRequestParserFactory(config, new AsSent(), null).create();
    this.activity = activity;
  }

  @Override
  public void reset() {
    parser.reset();
  }

  @Override
  public @Nullable HttpRequest parse(SessionInputBuffer buffer, boolean endOfStream)
      throws IOException, HttpException {
    if (buffer.hasData()) {
      activity.headBegan();
    }
    HttpRequest head = parser.parse(buffer, endOfStream);
    if (head != null) {
      activity.headEnded();
      check(head);
    }
    return head;
  }

  private static void check(HttpRequest head) throws ProtocolException {
    if (!isToken(head.getMethod())) {
      throw new ProtocolException("the method is not a word");
    }
    if (head.getPath() == null || !isVisible(head.getPath())) {
      throw new ProtocolException("the target has a space or a control character");
    }
    for (Header header : head.getHeaders()) {
      if (!isToken(header.getName())) {
        throw new ProtocolException("a header's name is not a word");
      }
      // As it came: httpcore5 makes spaces of such characters in a value.
      if (header instanceof FormattedHeader line
          && ServerReply.breaksLine(line.getBuffer().toString())) {
        throw new ProtocolException("the header " + header.getName() + " has a line break");
      }
    }
    checkFraming(head);
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

  static boolean isToken(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                one ->
                    (one >= 'a' && one <= 'z')
                        || (one >= 'A' && one <= 'Z')
                        || (one >= '0' && one <= '9')
                        || TOKEN_MARKS.indexOf(one) >= 0);
  }

  private static boolean isVisible(String target) {
    return !target.isEmpty() && target.chars().allMatch(one -> one > ' ' && one != 0x7f);
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
