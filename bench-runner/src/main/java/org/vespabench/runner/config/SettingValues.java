package org.vespabench.runner.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/** The values in force, each with its source. Immutable. */
public final class SettingValues implements Settings {
  private final Map<String, Setting<?>> known;
  private final Map<String, SettingValue> values;

  SettingValues(Map<String, Setting<?>> known, Map<String, SettingValue> values) {
    this.known = known;
    this.values = values;
  }

  @Override
  @SuppressWarnings("unchecked") // a value was made by the setting of its name, or one like it
  public <T> T get(Setting<T> setting) {
    SettingValue value = values.get(setting.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting '%s' is read, but the plugin's settings() does not list it"
              .formatted(setting.name()));
    }
    return (T) value.value();
  }

  /** Read one that the command may not have: then its default. */
  public <T> T orDefault(Setting<T> setting) {
    return values.containsKey(setting.name()) ? get(setting) : setting.defaultValue();
  }

  @Override
  public <T> SettingValues with(Setting<T> setting, T value) {
    get(setting);
    return changed(setting, SettingValue.of(value, Source.ADAPTED, setting.isSecret()));
  }

  /**
   * Take what the user wrote for one setting, as from the command line.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not take the text;
   *     for the operator
   */
  public SettingValues withText(String name, String text) {
    Setting<?> setting = known.get(name);
    if (setting == null) {
      throw new IllegalArgumentException("there is no setting '" + name + "'");
    }
    try {
      Object value = setting.parse(text);
      return changed(setting, new SettingValue(value, text, Source.FLAG, setting.isSecret()));
    } catch (IllegalArgumentException e) {
      String shown = setting.isSecret() ? "(not shown)" : "'" + text + "'";
      throw new IllegalArgumentException(
          "%s %s is not %s".formatted(name, shown, setting.expected()),
          setting.isSecret() ? null : e);
    }
  }

  private SettingValues changed(Setting<?> setting, SettingValue value) {
    Map<String, SettingValue> more = new LinkedHashMap<>(values);
    more.put(setting.name(), value);
    return new SettingValues(known, more);
  }

  /**
   * Tell what prompts are made from: the user's seed, else a new one, since a backend may still
   * remember the prompts of the last run.
   */
  public long seed() {
    String text = orDefault(RunnerSettings.SEED);
    return text.equals("random") ? ThreadLocalRandom.current().nextLong() : Long.parseLong(text);
  }

  /** Copy with those settings alone that are listed. */
  public SettingValues only(List<Setting<?>> settings) {
    Map<String, Setting<?>> fewer = new LinkedHashMap<>(known);
    Map<String, SettingValue> left = new LinkedHashMap<>(values);
    List<String> names = settings.stream().map(Setting::name).toList();
    fewer.keySet().retainAll(names);
    left.keySet().retainAll(names);
    return new SettingValues(fewer, left);
  }

  /** Tell where a value came from. */
  public Source sourceOf(Setting<?> setting) {
    SettingValue value = values.get(setting.name());
    return value == null ? Source.DEFAULT : value.source();
  }

  /** List all, by name, in the order in which they were declared. */
  public Map<String, SettingValue> all() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * Take what the backend says about itself for settings that nobody set.
   *
   * @param identity by name
   * @return with those changed; the text of what was taken is {@link #changes}
   */
  public SettingValues withIdentity(Map<String, String> identity) {
    SettingValues result = this;
    for (Setting<?> setting : known.values()) {
      String text = identity.get(setting.name());
      if (text != null && sourceOf(setting) == Source.DEFAULT) {
        result = result.changed(setting, fromBackend(setting, text));
      }
    }
    return result;
  }

  private static SettingValue fromBackend(Setting<?> setting, String text) {
    try {
      return new SettingValue(setting.parse(text), text, Source.BACKEND, setting.isSecret());
    } catch (IllegalArgumentException e) {
      return SettingValue.of(setting.defaultValue(), Source.DEFAULT, setting.isSecret());
    }
  }

  /** Write what is different in others, as in {@code pin=false, length-field=max_tokens}. */
  public List<String> changes(SettingValues others) {
    List<String> changes = new ArrayList<>();
    others.values.forEach(
        (name, value) -> {
          SettingValue before = values.get(name);
          if (before == null || !before.value().equals(value.value())) {
            changes.add(name + "=" + value.shown());
          }
        });
    return changes;
  }

  /** Tell whether others change a value that a person set. */
  public boolean overridesUser(SettingValues others) {
    return others.values.entrySet().stream()
        .anyMatch(
            entry -> {
              SettingValue before = values.get(entry.getKey());
              return before != null
                  && before.source().isUser()
                  && !before.value().equals(entry.getValue().value());
            });
  }
}
