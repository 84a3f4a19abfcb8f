package org.vespabench.openai;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.FixedReply;

/** Answers each path as a test says, and no other: to those it does not answer at all. */
final class CannedSession implements HttpSession {
  private final Map<String, FixedReply> replies;
  private final List<String> asked = new ArrayList<>();

  CannedSession(Map<String, FixedReply> replies) {
    this.replies = replies;
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public CompletableFuture<HttpReply> send(TestRequest request) {
    asked.add(request.toString());
    FixedReply reply = replies.get(request.path());
    return reply == null
        ? CompletableFuture.failedFuture(new IOException("connection refused"))
        : CompletableFuture.completedFuture(reply);
  }

  @Override
  public <T> CompletableFuture<T> poll(
      String path, Duration every, Function<HttpReply, Optional<T>> finished) {
    throw new UnsupportedOperationException("nothing here is polled");
  }

  @Override
  public void onCancel(TestRequest... requests) {
    throw new UnsupportedOperationException("nothing here is cancelled");
  }
}
