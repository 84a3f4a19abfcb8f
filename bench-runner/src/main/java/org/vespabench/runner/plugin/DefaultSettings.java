package org.vespabench.runner.plugin;

import java.util.ArrayList;
import java.util.List;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/** Holds what a plugin's settings are while nobody sets any: to ask for its unit. Immutable. */
final class DefaultSettings implements Settings {
  private static final List<Setting<?>> RUNNERS =
      List.of(Setting.RUNS, Setting.CONCURRENCY, Setting.TIMEOUT);

  private final List<Setting<?>> known;

  DefaultSettings(List<Setting<?>> listed) {
    known = new ArrayList<>(listed);
    known.addAll(RUNNERS);
  }

  @Override
  @SuppressWarnings("unchecked") // settings are equal by name, and a name has one type
  public <T> T get(Setting<T> setting) {
    int i = known.indexOf(setting);
    if (i < 0) {
      throw new IllegalArgumentException("settings() does not list " + setting);
    }
    return (T) known.get(i).defaultValue();
  }

  @Override
  public <T> Settings with(Setting<T> setting, T value) {
    List<Setting<?>> more = new ArrayList<>(List.of(setting.or(value)));
    more.addAll(known);
    return new DefaultSettings(more);
  }
}
