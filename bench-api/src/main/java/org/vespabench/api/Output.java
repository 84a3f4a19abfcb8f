package org.vespabench.api;

/**
 * Tells what one event of a stream carried. The runner takes its time stamps from it: time to first
 * token ends at the first event that is not {@link #NONE}.
 *
 * @since 0.1
 */
public enum Output {
  /** Nothing that a user sees: a role, a ping, usage, the end mark. */
  NONE,
  /** Thinking aloud: it counts as the first output, but not as the first answer. */
  REASONING,
  /** What was asked for: text, an image, a tool call, a refusal. */
  ANSWER
}
