package org.vespabench.runner.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.server.ServerReply;

/** Reads what the head of a backend's reply says. */
final class ReplyHead {
  private ReplyHead() {}

  /** List what is meant for the client. */
  static List<Map.Entry<String, String>> headers(HttpResponse response) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Header header : response.getHeaders()) {
      all.add(Map.entry(header.getName(), header.getValue() == null ? "" : header.getValue()));
    }
    return EndToEnd.of(all);
  }

  /** Tell the length to send to the client, in bytes: that of a body there is not, for HEAD. */
  static long length(HttpRequest request, HttpResponse response, @Nullable EntityDetails entity) {
    if (entity != null) {
      return entity.getContentLength() < 0 ? ServerReply.CHUNKED : entity.getContentLength();
    }
    Header length = response.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
    boolean head = request.getMethod().equals("HEAD");
    return head && length != null && length.getValue().matches("\\d{1,18}")
        ? Long.parseLong(length.getValue())
        : ServerReply.CHUNKED;
  }

  /** Tell whether another request may follow on the connection, once the reply is complete. */
  static boolean keepsConnection(HttpResponse response, @Nullable EntityDetails entity) {
    boolean old =
        response.getVersion() != null && response.getVersion().lessEquals(HttpVersion.HTTP_1_0);
    boolean untilClosed = entity != null && entity.getContentLength() < 0 && !entity.isChunked();
    if (old || untilClosed) {
      return false;
    }
    for (Header header : response.getHeaders(HttpHeaders.CONNECTION)) {
      if (header.getValue() != null
          && header.getValue().toLowerCase(Locale.ROOT).contains("close")) {
        return false;
      }
    }
    return true;
  }
}
