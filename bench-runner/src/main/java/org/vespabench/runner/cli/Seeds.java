package org.vespabench.runner.cli;

import java.util.concurrent.ThreadLocalRandom;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;

/** Chooses what prompts are made from. */
final class Seeds {
  private Seeds() {}

  /** Take the user's, else a new one: a backend may still remember the prompts of the last run. */
  static long of(SettingValues settings) {
    String text = settings.get(RunnerSettings.SEED);
    return text.equals("random") ? ThreadLocalRandom.current().nextLong() : Long.parseLong(text);
  }
}
