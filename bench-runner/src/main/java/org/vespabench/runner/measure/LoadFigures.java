package org.vespabench.runner.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a load test measured, beside what every command does.
 *
 * @param stages one after the other
 * @param warmUp requests of the warm-up, which are in no figure
 * @param warmUpFailed how many of these failed
 * @param originNanos the moment from which the files' times are given, in {@link Ticker#SYSTEM}
 * @param slo how the SLO was kept, null without one
 * @param cut requests that were cut, as their reply was not waited for
 */
public record LoadFigures(
    List<StageFigures> stages,
    long warmUp,
    long warmUpFailed,
    long originNanos,
    @Nullable SloOutcome slo,
    long cut) {
  /** Copy the stages. */
  public LoadFigures {
    stages = List.copyOf(stages);
  }
}
