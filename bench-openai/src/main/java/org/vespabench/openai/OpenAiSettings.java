package org.vespabench.openai;

import java.util.List;
import org.vespabench.api.Setting;

/** What a user can set. */
final class OpenAiSettings {
  static final String OLD_LENGTH_FIELD = "max_tokens";
  static final String NEW_LENGTH_FIELD = "max_completion_tokens";
  static final String FLOAT = "float";
  static final String BASE64 = "base64";

  static final Setting<String> MODEL =
      Setting.text("model", "model", "the model's name").env("MODEL_NAME");

  static final Setting<Integer> PROMPT_WORDS = count("prompt-words", 250, "words in a prompt");

  static final Setting<Integer> WARMUP_WORDS =
      count("warmup-words", 50, "words in the warm-up's prompt");

  static final Setting<Integer> MAX_TOKENS = count("max-tokens", 500, "tokens to ask for");

  static final Setting<Integer> WARMUP_TOKENS =
      count("warmup-tokens", 100, "tokens to ask for in the warm-up, at most max-tokens");

  static final Setting<Double> TEMPERATURE =
      Setting.number("temperature", 0.7, "sampling temperature")
          .where(value -> value >= 0, "a number from 0");

  static final Setting<Boolean> STREAM = Setting.flag("stream", false, "stream the answer");

  static final Setting<Boolean> PIN =
      Setting.flag("pin", true, "forbid shorter answers: ignore_eos and min_tokens");

  static final Setting<String> LENGTH_FIELD =
      Setting.choice("length-field", "the name of the limit", OLD_LENGTH_FIELD, NEW_LENGTH_FIELD);

  static final Setting<Boolean> SEND_TEMPERATURE =
      Setting.flag("send-temperature", true, "send the temperature");

  static final Setting<Boolean> STREAM_USAGE =
      Setting.flag("stream-usage", true, "ask for token counts in a stream: stream_options");

  /** Chat only: completions have no roles. */
  static final Setting<Boolean> SYSTEM_ROLE =
      Setting.flag("system-role", true, "send the passage as a system message");

  /** At 2.6 tokens a word, 128 stay below the 512 tokens that many models and llama.cpp take. */
  static final Setting<Integer> TEXT_WORDS = count("prompt-words", 128, "words in a text to embed");

  /** One, as servers put requests together themselves; the most is what OpenAI takes. */
  static final Setting<Integer> BATCH =
      Setting.integer("batch", 1, "texts in a request")
          .where(n -> n >= 1 && n <= 2048, "a whole number from 1 to 2048");

  static final Setting<Double> TOKENS_PER_WORD =
      Setting.number(
              "tokens-per-word", Words.TOKENS_PER_WORD, "tokens that a request declares per word")
          .where(n -> n > 0, "a number above 0");

  static final Setting<String> ENCODING_FORMAT =
      Setting.choice("encoding-format", "how embeddings are sent", FLOAT, BASE64);

  /** Of the two endpoints that generate. */
  static final List<Setting<?>> COMMON =
      List.of(
          MODEL,
          PROMPT_WORDS,
          WARMUP_WORDS,
          MAX_TOKENS,
          WARMUP_TOKENS,
          TEMPERATURE,
          STREAM,
          PIN,
          LENGTH_FIELD,
          SEND_TEMPERATURE,
          STREAM_USAGE);

  static final List<Setting<?>> EMBEDDINGS =
      List.of(MODEL, TEXT_WORDS, BATCH, TOKENS_PER_WORD, ENCODING_FORMAT);

  private OpenAiSettings() {}

  private static Setting<Integer> count(String name, int defaultValue, String help) {
    return Setting.integer(name, defaultValue, help).where(n -> n > 0, "a whole number above 0");
  }
}
