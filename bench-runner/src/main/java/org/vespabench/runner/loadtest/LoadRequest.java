package org.vespabench.runner.loadtest;

import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.request.Prompts;
import org.vespabench.runner.request.RequestFactory;

/** Builds the requests of a load test as they are sent, each with a name that logs can show. */
public final class LoadRequest {
  private LoadRequest() {}

  /**
   * Build the first one that is measured.
   *
   * @throws IllegalArgumentException if it is not said well what to ask; for the operator
   * @throws BenchmarkException if the plugin makes none
   */
  public static TestRequest first(TestRequestProvider provider, SettingValues settings) {
    long seed = settings.seed();
    RequestFactory requests =
        LoadPlan.requests(
            settings, seed, PromptReader.prompts(settings, seed), PromptReader.models(settings));
    return build(requests, provider, 0);
  }

  static TestRequest build(RequestFactory requests, TestRequestProvider provider, long index) {
    return requests
        .build(provider::next, false, index)
        .header("X-Request-Id", id(requests.seed(), index));
  }

  static String id(long seed, long index) {
    boolean warmUp = index >= Prompts.WARM_UP;
    return "bench-%s-%s%d"
        .formatted(
            Long.toHexString(seed & 0xffffffffL),
            warmUp ? "w" : "",
            warmUp ? index - Prompts.WARM_UP : index);
  }
}
