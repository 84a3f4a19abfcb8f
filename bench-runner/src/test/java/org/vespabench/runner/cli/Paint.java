package org.vespabench.runner.cli;

import java.util.List;
import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;

/** Has a flag that no other plugin has, and no simulator. */
public final class Paint implements TestRequestProvider {
  private static final Setting<String> SHADE =
      Setting.choice("shade", "of the paint", "light", "dark").env("PAINT_SHADE");

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.paint:wall");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(SHADE);
  }

  @Override
  public TestRequest next(RequestContext context) {
    return TestRequest.get("/paint?shade=" + context.settings().get(SHADE));
  }
}
