package overhead;

import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/** The least a plugin can do, so that what is measured is the runner: {@code GET /}, one unit. */
public final class Trivial implements TestRequestProvider {
  private static final TestRequest REQUEST =
      TestRequest.get("/").reading(reply -> Work.asDeclared());

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("overhead.trivial:benchmark");
  }

  @Override
  public TestRequest next(RequestContext context) {
    return REQUEST;
  }
}
