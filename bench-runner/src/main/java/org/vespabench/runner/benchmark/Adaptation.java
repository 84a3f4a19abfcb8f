package org.vespabench.runner.benchmark;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.measure.Failure;

/**
 * Lets a plugin change its settings after refusals, before anything is measured. Bounded; what the
 * user set is never changed; and where it does not help, the first refusal is the one to report.
 */
public final class Adaptation {
  private static final int MOST_TRIES = 6;

  private final SettingValues original;
  private final RunObserver observer;
  private SettingValues current;
  private int tries;
  private @Nullable Failure firstRefusal;

  /** Begin with these settings. */
  public Adaptation(SettingValues original, RunObserver observer) {
    this.original = original;
    this.current = original;
    this.observer = observer;
  }

  /** Tell the settings in force. */
  public SettingValues settings() {
    return current;
  }

  /** The refusal to report when nothing helped: the first, for later ones may be our own making. */
  Failure toReport(Failure last) {
    return firstRefusal == null ? last : firstRefusal;
  }

  /** Try to make the best of a refusal; true if there are new settings to try. */
  public boolean adapt(TestRequestProvider provider, HttpReply refusal, Failure failure) {
    if (firstRefusal == null) {
      firstRefusal = failure;
    }
    Settings wanted = tries < MOST_TRIES ? provider.adapt(current, refusal) : current;
    boolean usable = wanted instanceof SettingValues;
    List<String> changes = usable ? current.changes((SettingValues) wanted) : List.of();
    if (changes.isEmpty() || original.overridesUser((SettingValues) wanted)) {
      current = original;
      return false;
    }
    tries++;
    current = (SettingValues) wanted;
    observer.note(
        "now %s, as the backend answered %s"
            .formatted(String.join(", ", changes), failure.message()));
    return true;
  }

  /** What was adapted works: a later refusal is a new one. */
  void accepted() {
    firstRefusal = null;
  }
}
