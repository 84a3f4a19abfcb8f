package org.vespabench.runner.http;

import java.time.Duration;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.vespabench.api.HttpReply;

/** A reply as plugins see it. */
record Reply(HttpResponse response, String body, Duration elapsed) implements HttpReply {
  @Override
  public int status() {
    return response.getCode();
  }

  @Override
  public Optional<String> header(String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
  }

  @Override
  public String toString() {
    return "status " + status();
  }
}
