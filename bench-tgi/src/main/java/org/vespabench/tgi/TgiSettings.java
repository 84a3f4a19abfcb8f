package org.vespabench.tgi;

import java.util.List;
import org.vespabench.api.Setting;

/** What a user can set. */
final class TgiSettings {
  static final Setting<Integer> PROMPT_WORDS = count("prompt-words", 250, "words in a prompt");

  static final Setting<Integer> WARMUP_WORDS =
      count("warmup-words", 50, "words in the warm-up's prompt");

  static final Setting<Integer> MAX_TOKENS = count("max-tokens", 256, "tokens to ask for");

  static final Setting<Integer> WARMUP_TOKENS =
      count("warmup-tokens", 100, "tokens to ask for in the warm-up, at most max-tokens");

  // As a float, since that is what TGI reads: 1e-50 is zero to it.
  static final Setting<Double> TEMPERATURE =
      Setting.number("temperature", 0.7, "sampling temperature, above 0")
          .where(
              value -> value.floatValue() > 0,
              "a number above 0: TGI refuses 0, so write 0.01 for nearly greedy answers");

  static final Setting<Boolean> STREAM = Setting.flag("stream", false, "stream the answer");

  static final List<Setting<?>> ALL =
      List.of(PROMPT_WORDS, WARMUP_WORDS, MAX_TOKENS, WARMUP_TOKENS, TEMPERATURE, STREAM);

  private TgiSettings() {}

  private static Setting<Integer> count(String name, int defaultValue, String help) {
    return Setting.integer(name, defaultValue, help).where(n -> n > 0, "a whole number above 0");
  }
}
