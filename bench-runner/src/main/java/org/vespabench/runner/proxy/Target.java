package org.vespabench.runner.proxy;

import java.net.URI;
import java.util.Map;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;

/** Writes heads of requests to the backend. Immutable. */
final class Target {
  private final String host;
  private final String prefix;
  private final String query;

  Target(URI backend) {
    this.host = backend.getRawAuthority().replaceFirst("^.*@", "");
    String path = backend.getRawPath() == null ? "" : backend.getRawPath();
    this.prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    this.query = backend.getRawQuery() == null ? "" : backend.getRawQuery();
  }

  /** One framing, ours: that of the client's connection says nothing about the backend's. */
  BasicHttpRequest message(ForwardedRequest request) {
    BasicHttpRequest message =
        new BasicHttpRequest(request.method(), (HttpHost) null, line(request.target()));
    message.addHeader(HttpHeaders.HOST, host);
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey();
      if (!name.equalsIgnoreCase(HttpHeaders.HOST) && !EndToEnd.isOfAConnection(name)) {
        message.addHeader(name, header.getValue());
      }
    }
    if (request.bytes().isPresent()) {
      message.addHeader(HttpHeaders.CONTENT_LENGTH, request.bytes().get().length);
    } else if (request.stream().isPresent()) {
      request.stream()
          .get()
          .length()
          .ifPresentOrElse(
              length -> message.addHeader(HttpHeaders.CONTENT_LENGTH, length),
              () -> message.addHeader(HttpHeaders.TRANSFER_ENCODING, "chunked"));
    }
    return message;
  }

  private String line(String target) {
    String path = withoutHost(target);
    if (!path.startsWith("/")) { // OPTIONS *
      return path;
    }
    String whole = prefix + path;
    if (query.isEmpty()) {
      return whole;
    }
    return whole + (path.indexOf('?') < 0 ? "?" : "&") + query;
  }

  /** A client that takes this for a forward proxy sends the whole URL. */
  private static String withoutHost(String target) {
    int scheme = target.indexOf("://");
    if (scheme < 0 || target.startsWith("/")) {
      return target;
    }
    int end = scheme + 3;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
