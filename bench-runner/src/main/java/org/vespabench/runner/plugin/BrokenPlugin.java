package org.vespabench.runner.plugin;

/**
 * Is what could not be loaded, and why.
 *
 * @param jar its path, or empty if even that is unknown
 * @param className the plugin's class, or empty if the trouble is with the whole jar
 * @param reason one line for the operator
 */
public record BrokenPlugin(String jar, String className, String reason) {
  /** Write jar, class and reason in one line. */
  @Override
  public String toString() {
    return (jar.isEmpty() ? "" : jar + ": ")
        + (className.isEmpty() ? "" : className + ": ")
        + reason;
  }
}
