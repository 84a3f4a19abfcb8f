package org.vespabench.runner.http;

import java.net.URI;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.vespabench.api.TestRequest;

/** Where requests go: the host, and what the backend's URL adds to each of them. */
final class Target {
  private final HttpHost host;
  private final HttpHost connectTo;
  private final String pathPrefix;
  private final String query;
  private final Map<String, String> headers;

  Target(URI url, Map<String, String> headers, HttpHost connectTo, HttpHost host) {
    this.host = host;
    this.connectTo = connectTo;
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    this.pathPrefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    this.query = url.getRawQuery() == null ? "" : url.getRawQuery();
    this.headers = headers;
  }

  /** The host to connect to: the backend's, or a proxy's. */
  HttpHost connectTo() {
    return connectTo;
  }

  BasicHttpRequest message(TestRequest request) {
    String path = pathAndQuery(request.path());
    // Through a proxy the request line names the whole URL (RFC 9112, 3.2.2).
    String line = connectTo.equals(host) ? path : host.toURI() + path;
    BasicHttpRequest message =
        new BasicHttpRequest(
            request.method(),
            host.getSchemeName(),
            new org.apache.hc.core5.net.URIAuthority(host),
            line);
    headers.forEach(message::setHeader);
    if (!request.body().isEmpty()) {
      message.setHeader("Content-Type", "application/json");
    }
    request.headers().forEach(message::setHeader);
    return message;
  }

  private String pathAndQuery(String path) {
    String whole = pathPrefix + path;
    if (query.isEmpty()) {
      return whole;
    }
    return whole + (path.indexOf('?') < 0 ? "?" : "&") + query;
  }
}
