package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import java.util.OptionalDouble;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;

/** Is what both benchmarks have in common: the workflow and its price. */
abstract class ComfyUiProvider implements TestRequestProvider, BackendSimulator {
  /** In it, clients of the newer convention tell a proxy between them and the backend the price. */
  static final String COST = "X-Serverless-Cost";

  private final WorkflowFile file = new WorkflowFile();

  ComfyUiProvider() {}

  /** Ask for what a graph shows. */
  abstract TestRequest request(JsonObject graph, RequestContext context);

  @Override
  public final String unit(Settings settings) {
    return Price.isFixed(settings) ? "job-hundredths" : "kilopixel-steps";
  }

  @Override
  public final TestRequest next(RequestContext context) {
    Settings settings = context.settings();
    JsonObject graph = Workflow.graph(context, file);
    double price = Price.of(graph, settings);
    TestRequest request = request(graph, context).declaring(price);
    return Price.isFixed(settings) ? request.header(COST, Double.toString(price)) : request;
  }

  @Override
  public final OptionalDouble declared(String path, String body) {
    return Price.ofBody(body);
  }

  /** ComfyUI works on one prompt at a time, however many wait. */
  @Override
  public final int slots(int concurrency) {
    return 1;
  }
}
