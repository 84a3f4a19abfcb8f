package org.vespabench.runner.loadtest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.load.WarmUp;
import org.vespabench.runner.request.ModelMix;
import org.vespabench.runner.request.Prompts;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.route.Routing;
import org.vespabench.runner.slo.Slo;

/**
 * What to send, to whom, how hard.
 *
 * @param run which benchmark's requests, to which backend
 * @param stages one after the other, at least one
 * @param warmUp what comes before
 * @param prompts where prompts come from
 * @param models which models are asked for, and how often; empty for the one that is set
 * @param slo what is to be kept, if anything
 * @param routing how requests are routed; empty for straight to the backend
 * @param originNanos the moment from which times in files are given
 * @param maxErrors failures after which it ends early; {@link Long#MAX_VALUE} for none
 */
public record LoadPlan(
    RunPlan run,
    List<Stage> stages,
    WarmUp warmUp,
    Prompts prompts,
    Optional<ModelMix> models,
    Optional<Slo> slo,
    Optional<Routing> routing,
    long originNanos,
    long maxErrors) {
  /** Check that there is something to do. */
  public LoadPlan {
    requireNonNull(run, "run");
    requireNonNull(warmUp, "warmUp");
    requireNonNull(prompts, "prompts");
    stages = List.copyOf(stages);
    if (stages.isEmpty() || maxErrors < 1) {
      throw new IllegalArgumentException(
          "a load test has a stage, and ends after 1 failure or more; had %d, and %d"
              .formatted(stages.size(), maxErrors));
    }
  }

  /** Begin to build requests. */
  RequestFactory requests(SettingValues settings) {
    return requests(settings, run.seed(), prompts, models);
  }

  static RequestFactory requests(
      SettingValues settings, long seed, Prompts prompts, Optional<ModelMix> models) {
    RequestFactory factory = new RequestFactory(settings, seed, prompts);
    return models.map(factory::withModels).orElse(factory);
  }
}
