package org.vespabench.runner.config;

import java.time.Duration;
import java.util.Objects;

/**
 * One value in force.
 *
 * @param value as the plugin gets it
 * @param text as a person would write it; for a file its path
 * @param source where it came from
 * @param secret whether it must not be shown
 */
public record SettingValue(Object value, String text, Source source, boolean secret) {
  /** Check what must be there. */
  public SettingValue {
    Objects.requireNonNull(value, "value");
  }

  static SettingValue of(Object value, Source source, boolean secret) {
    return new SettingValue(value, textOf(value), source, secret);
  }

  /** Write it for people and files; a secret only says whether it is set. */
  public String shown() {
    if (secret) {
      return text.isEmpty() ? "" : "(set, not shown)";
    }
    return text;
  }

  /** Write what may be seen: a record's own form would show a secret. */
  @Override
  public String toString() {
    return shown() + " (from " + source.label() + ")";
  }

  private static String textOf(Object value) {
    if (value instanceof Duration duration) {
      return DurationText.of(duration);
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString(number.longValue());
    }
    return value.toString();
  }
}
