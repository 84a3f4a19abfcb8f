package org.vespabench.runner.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * States what a simulated backend can do.
 *
 * @param slots requests that it works on at a time, above 0
 * @param streamRate units per second of one running request, above 0
 * @param totalRate units per second that all running requests share, above 0; infinity for no limit
 * @param ttft how long a slot takes before the first unit
 * @param jitter share of randomness, 0 to 1: a request's {@code ttft} and pace are each multiplied
 *     by a factor drawn uniformly from {@code 1 - jitter} to {@code 1 + jitter}
 * @param lengths where answers end whose length the request leaves open
 * @param errorRate share of the requests that would take a slot and are refused, 0 to 1
 * @param seed equal seeds draw equal lengths, errors and jitter for equal request numbers
 */
public record Capacity(
    int slots,
    double streamRate,
    double totalRate,
    Duration ttft,
    double jitter,
    Lengths lengths,
    double errorRate,
    long seed) {

  /** Check each value. */
  public Capacity {
    requireNonNull(ttft, "ttft");
    requireNonNull(lengths, "lengths");
    check(slots > 0, "slots must be above 0, was " + slots);
    check(
        streamRate > 0 && Double.isFinite(streamRate),
        "stream rate must be above 0 and finite, was " + streamRate);
    check(totalRate > 0, "total rate must be above 0, was " + totalRate);
    check(!ttft.isNegative(), "ttft must not be negative, was " + ttft);
    check(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1, was " + jitter);
    check(errorRate >= 0 && errorRate <= 1, "error rate must be from 0 to 1, was " + errorRate);
  }

  /** A small server: 8 slots, 100 units per second each, 100 ms to the first, no randomness. */
  public static Capacity defaults() {
    return new Capacity(
        8, 100, Double.POSITIVE_INFINITY, Duration.ofMillis(100), 0, Lengths.AS_ASKED, 0, 1);
  }

  /** Change the number of slots. */
  public Capacity withSlots(int slots) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the rate of one running request, in units per second. */
  public Capacity withStreamRate(double streamRate) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the rate that all share, in units per second. */
  public Capacity withTotalRate(double totalRate) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the time to the first unit. */
  public Capacity withTtft(Duration ttft) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the share of randomness. */
  public Capacity withJitter(double jitter) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change where answers end. */
  public Capacity withLengths(Lengths lengths) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the share of refusals. */
  public Capacity withErrorRate(double errorRate) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  /** Change the seed. */
  public Capacity withSeed(long seed) {
    return new Capacity(slots, streamRate, totalRate, ttft, jitter, lengths, errorRate, seed);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * States where answers end: drawn uniformly from a range, and never past what was asked.
   *
   * @param min units, above 0
   * @param max units, at least {@code min}
   */
  public record Lengths(int min, int max) {
    /** Exactly what the request asks for. */
    public static final Lengths AS_ASKED = new Lengths(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Check both ends. */
    public Lengths {
      check(
          min > 0 && max >= min,
          "lengths must be above 0 and not end before they begin, were " + min + ":" + max);
    }

    /**
     * Read {@code MIN:MAX}.
     *
     * @throws IllegalArgumentException if it is not of that form; the message is fit for the user
     */
    public static Lengths parse(String text) {
      String[] ends = text.split(":", -1);
      try {
        if (ends.length == 2) {
          return new Lengths(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
        }
      } catch (NumberFormatException e) {
        throw unreadable(text, e);
      }
      throw unreadable(text, null);
    }

    /** Tell where an answer ends, from a draw between 0 and 1. */
    int pick(double draw, int asked) {
      return (int) Math.min(asked, min + (long) (draw * (max - (long) min + 1)));
    }

    private static IllegalArgumentException unreadable(
        String text, @Nullable NumberFormatException cause) {
      return new IllegalArgumentException(
          "'%s' is not MIN:MAX. Write two whole numbers, for example 20:200".formatted(text),
          cause);
    }
  }
}
