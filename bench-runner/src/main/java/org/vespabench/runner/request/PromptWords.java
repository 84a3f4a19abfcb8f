package org.vespabench.runner.request;

import java.util.random.RandomGenerator;

/**
 * Makes words of two or three syllables that no tokenizer knows as a whole, so that a word costs
 * about 2.6 tokens, as a word drawn from an English dictionary does.
 */
final class PromptWords {
  /** An estimate, for most tokenizers: only one of them can count. English prose has half. */
  static final double TOKENS_PER_WORD = 2.6;

  private static final String[] SYLLABLES = {
    "ba", "bel", "bor", "ca", "cen", "cor", "da", "del", "dor", "fa", "fen", "for", "ga", "gel",
    "gor", "ha", "hel", "hor", "ja", "jen", "jor", "ka", "kel", "kor", "la", "len", "lor", "ma",
    "mel", "mor", "na", "nel", "nor", "pa", "pen", "por", "ra", "rel", "ron", "sa", "sel", "sor",
    "ta", "ten", "tor", "va", "vel", "vor", "wa", "wen", "wor", "za", "zel", "zor", "bri", "cla",
    "dru", "fli", "gro", "pla", "qui", "sto", "tra", "vri"
  };

  private PromptWords() {}

  /** Tell how many words make so many tokens, about; at least one. */
  static int ofTokens(int tokens) {
    return Math.max(1, (int) Math.round(tokens / TOKENS_PER_WORD));
  }

  static String make(RandomGenerator random, int words) {
    StringBuilder text = new StringBuilder(8 * words);
    for (int word = 0; word < words; word++) {
      if (word > 0) {
        text.append(' ');
      }
      int syllables = 2 + random.nextInt(2);
      for (int i = 0; i < syllables; i++) {
        text.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
    }
    return text.toString();
  }
}
