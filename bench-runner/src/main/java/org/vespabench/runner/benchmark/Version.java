package org.vespabench.runner.benchmark;

import org.jspecify.annotations.Nullable;

/** This program's version, from its jar's manifest. */
public final class Version {
  private Version() {}

  /** Tell it; {@code development} when run from classes. */
  public static String current() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Tell its first number: results of another one are not comparable. */
  static String major() {
    return current().split("\\.", 2)[0];
  }
}
