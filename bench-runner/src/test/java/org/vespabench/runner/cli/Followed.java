package org.vespabench.runner.cli;

import java.util.concurrent.CompletableFuture;
import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/** A plugin whose requests have others that follow from them. */
public final class Followed implements TestRequestProvider {
  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.followed");
  }

  @Override
  public TestRequest next(RequestContext context) {
    return TestRequest.post("/start", "{}")
        .followedBy((reply, session) -> CompletableFuture.completedFuture(Work.asDeclared()));
  }
}
