package org.vespabench.runner.proxy;

/** Words what the proxy answers where the backend cannot. */
@FunctionalInterface
public interface Wording {
  /** Say why, as {@code {"error": "…"}}. */
  Wording PLAIN = (outcome, why) -> ReverseProxy.json(why);

  /**
   * Write the body of such an answer. Called on any thread, so it must not block.
   *
   * @param outcome what happened, neither {@link Outcome#DONE} nor {@link Outcome#CLIENT_LEFT}
   * @param why a sentence
   * @return JSON
   */
  String body(Outcome outcome, String why);
}
