package org.vespabench.runner.config;

/** Where a value came from; the first of these that has one wins. */
public enum Source {
  /** The command line. */
  FLAG("the command line"),
  /** A variable. */
  ENVIRONMENT("the environment"),
  /** The scenario file. */
  SCENARIO("the scenario file"),
  /** The plugin, after the backend refused what was set before. */
  ADAPTED("adapted to the backend"),
  /** What the backend says about itself. */
  BACKEND("the backend"),
  /** Nobody set it. */
  DEFAULT("the default");

  private final String label;

  Source(String label) {
    this.label = label;
  }

  /** Tell whether it was chosen for this very run. */
  public boolean isNearest() {
    return this == FLAG || this == SCENARIO;
  }

  /** Tell whether a person chose the value. */
  public boolean isUser() {
    return this == FLAG || this == ENVIRONMENT || this == SCENARIO;
  }

  /** Write it for people. */
  public String label() {
    return label;
  }
}
