package org.vespabench.openai;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/** Holds a plugin's defaults, but for what a test changes. */
final class MapSettings implements Settings {
  private final List<Setting<?>> listed;
  private final Map<Setting<?>, Object> changed;

  private MapSettings(List<Setting<?>> listed, Map<Setting<?>, Object> changed) {
    this.listed = listed;
    this.changed = Map.copyOf(changed);
  }

  static MapSettings of(Benchmark plugin) {
    return new MapSettings(plugin.settings(), Map.of());
  }

  @Override
  @SuppressWarnings("unchecked") // with() takes only values of the setting's own type
  public <T> T get(Setting<T> setting) {
    check(setting);
    return (T) changed.getOrDefault(setting, setting.defaultValue());
  }

  @Override
  public <T> MapSettings with(Setting<T> setting, T value) {
    check(setting);
    Map<Setting<?>, Object> more = new HashMap<>(changed);
    more.put(setting, value);
    return new MapSettings(listed, more);
  }

  /** The names and values that differ from the defaults. */
  Map<Setting<?>, Object> changed() {
    return changed;
  }

  private void check(Setting<?> setting) {
    if (!listed.contains(setting)) {
      throw new IllegalArgumentException("the plugin does not list " + setting);
    }
  }
}
