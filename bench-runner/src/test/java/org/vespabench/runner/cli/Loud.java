package org.vespabench.runner.cli;

import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/** Prints to where only results belong. */
public final class Loud implements TestRequestProvider {
  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.loud");
  }

  @Override
  public String unit(Settings settings) {
    System.out.println("loud: asked for its unit");
    return "shouts";
  }

  @Override
  public TestRequest next(RequestContext context) {
    System.out.println("loud: asked for a request");
    return TestRequest.post("/words", "{}").reading(reply -> Work.asDeclared());
  }
}
