package org.vespabench.runner.report;

import java.util.Locale;
import java.util.function.Supplier;

/** Runs something as it would run on a machine of another language. */
final class InLocale {
  private InLocale() {}

  static <T> T of(Locale locale, Supplier<T> action) {
    Locale before = Locale.getDefault();
    Locale.setDefault(locale);
    try {
      return action.get();
    } finally {
      Locale.setDefault(before);
    }
  }
}
