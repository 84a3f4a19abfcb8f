package org.vespabench.runner.request;

import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long texts are to be: always the same, or drawn for each. Immutable.
 *
 * <p>A normal distribution is cut off below 1 by drawing again, so that its short texts do not pile
 * up at 1. If much is cut off, the mean of what is drawn lies above the one given.
 */
public final class Length {
  private static final int MOST = 1_000_000;

  /** As many digits as {@link #MOST} has. */
  private static final Pattern FORM = Pattern.compile("(\\d{1,7})(?:([:~])(\\d{1,7}))?");

  /** A mean is at least 1, so a draw is below in half of all cases at most: this never runs out. */
  private static final int TRIES = 100;

  private final String text;
  private final ToIntFunction<RandomGenerator> distribution;

  private Length(String text, ToIntFunction<RandomGenerator> distribution) {
    this.text = text;
    this.distribution = distribution;
  }

  /**
   * Read {@code N}, {@code MIN:MAX} (uniform, both ends included) or {@code MEAN~SD} (normal).
   *
   * @throws IllegalArgumentException if it is none of these; for the operator
   */
  public static Length parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw notOne(text, "write 128, 64:256 or 128~32");
    }
    int first = Integer.parseInt(form.group(1));
    String second = form.group(3);
    if (first < 1) {
      throw notOne(text, "it begins with 0; write 128, 64:256 or 128~32");
    }
    if (first > MOST || (second != null && Integer.parseInt(second) > MOST)) {
      throw notOne(text, "the most is " + MOST + "; write 128, 64:256 or 128~32");
    }
    if (second == null) {
      return new Length(form.group(), random -> first);
    }
    return ":".equals(form.group(2))
        ? uniform(form.group(), first, Integer.parseInt(second))
        : normal(form.group(), first, Integer.parseInt(second));
  }

  private static Length uniform(String text, int min, int max) {
    if (min > max) {
      throw notOne(text, "%d is above %d; write 128, 64:256 or 128~32".formatted(min, max));
    }
    return new Length(text, random -> random.nextInt(min, max + 1));
  }

  private static Length normal(String text, int mean, int sd) {
    return new Length(text, random -> normal(random, mean, sd));
  }

  private static int normal(RandomGenerator random, int mean, int sd) {
    for (int i = 0; i < TRIES; i++) {
      long drawn = Math.round(mean + sd * random.nextGaussian());
      if (drawn >= 1) {
        return (int) drawn;
      }
    }
    return mean;
  }

  private static IllegalArgumentException notOne(String text, String why) {
    return new IllegalArgumentException("'" + text + "' is not a length: " + why);
  }

  /** Draw one; at least 1. */
  public int draw(RandomGenerator random) {
    return distribution.applyAsInt(random);
  }

  /** Write it as it was read. */
  @Override
  public String toString() {
    return text;
  }
}
