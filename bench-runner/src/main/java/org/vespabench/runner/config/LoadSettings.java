package org.vespabench.runner.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vespabench.api.Setting;

/** The settings of a load test alone. */
public final class LoadSettings {
  /** How many requests; zero for no limit. */
  public static final Setting<Integer> N =
      Setting.integer("n", 0, "how many requests; 0: as many as fit into --duration")
          .where(n -> n >= 0, "a whole number, 0 or more");

  /** Requests per second. */
  public static final Setting<Double> RPS =
      Setting.number("rps", 0, "requests per second, whatever becomes of those before")
          .where(rate -> rate >= 0 && rate <= 1e6, "a number from 0 to 1000000");

  /** Draw the gaps between arrivals. */
  public static final Setting<Boolean> POISSON =
      Setting.flag("poisson", false, "let requests arrive at random times, not evenly spaced");

  /** A rate that changes. */
  public static final Setting<String> RAMP =
      Setting.text("ramp", "", "FROM:TO:TIME, a rate that changes evenly, for example 1:50:2m");

  /** Arrivals that were recorded. */
  public static final Setting<String> REPLAY =
      Setting.file("replay", "JSON lines with the offset of each request, in ms: {\"ms\": 12.5}");

  /** How long it takes until all slots are open. */
  public static final Setting<Duration> RAMP_UP =
      Setting.duration("ramp-up", Duration.ZERO, "open the slots of --concurrency over this time");

  /** How long to send; zero for no limit. */
  public static final Setting<Duration> DURATION =
      Setting.duration("duration", Duration.ZERO, "send for this long; 30s where there is no -n");

  /** How many may be in flight; zero for any number. */
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer("max-in-flight", 0, "let no more be in flight at once; 0: any number")
          .where(n -> n >= 0, "a whole number, 0 or more");

  /** What comes before measuring. */
  public static final Setting<String> WARMUP =
      Setting.text("warmup", "", "requests or time before measuring, for example 20 or 10s");

  /** Let the client warm up by itself. */
  public static final Setting<Boolean> SELF_WARMUP =
      Setting.flag("self-warmup", true, "warm the client up for a few seconds before it sends");

  /** What to ask. */
  public static final Setting<String> PROMPTS =
      Setting.text("prompts", "", "file of prompts: text lines, JSON lines, or ShareGPT JSON");

  /** How long prompts are. */
  public static final Setting<String> INPUT_TOKENS =
      Setting.text("input-tokens", "", "length of made-up prompts: N, MIN:MAX or MEAN~SD");

  /** How long replies are. */
  public static final Setting<String> OUTPUT_TOKENS =
      Setting.text("output-tokens", "", "length to ask for: N, MIN:MAX or MEAN~SD");

  /** What all prompts begin with. */
  public static final Setting<Integer> SHARED_PREFIX_TOKENS =
      Setting.integer(
              "shared-prefix-tokens", 0, "put a beginning of this length before all prompts")
          .where(n -> n >= 0, "a whole number, 0 or more");

  /** Several models. */
  public static final Setting<String> MODELS =
      Setting.text("models", "", "several models by weight, for example big=3,small=1");

  /** What is to be kept. */
  public static final Setting<String> SLO =
      Setting.text("slo", "", "limits to keep, for example ttft_p99=500ms,error_rate=1%");

  /** How many failures end it; zero for no number. */
  public static final Setting<Integer> MAX_ERRORS =
      Setting.integer("max-errors", 0, "end early after so many failures; 0: never")
          .where(n -> n >= 0, "a whole number, 0 or more");

  /** Write every exchange. */
  public static final Setting<Boolean> REQUESTS =
      Setting.flag("requests", true, "write requests.jsonl");

  /** Write a table of exchanges. */
  public static final Setting<Boolean> CSV =
      Setting.flag("csv", false, "write requests.csv as well");

  /** A test that is written down. */
  public static final Setting<String> SCENARIO =
      Setting.text("scenario", "", "JSON file with these flags as keys, and perhaps stages");

  /** Write it down. */
  public static final Setting<Boolean> PRINT_SCENARIO =
      Setting.flag(
          "print-scenario", false, "print the flags given as a scenario, and send nothing");

  private LoadSettings() {}

  /** List them. */
  public static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>(ofShape());
    all.addAll(ofPrompts());
    all.addAll(
        List.of(WARMUP, SELF_WARMUP, SLO, MAX_ERRORS, REQUESTS, CSV, SCENARIO, PRINT_SCENARIO));
    return all;
  }

  /** List those that say how hard to push, and until when. */
  public static List<Setting<?>> ofShape() {
    return List.of(
        N, RPS, POISSON, RAMP, REPLAY, Setting.CONCURRENCY, RAMP_UP, DURATION, MAX_IN_FLIGHT);
  }

  /** List those that say what to ask. */
  public static List<Setting<?>> ofPrompts() {
    return List.of(PROMPTS, INPUT_TOKENS, OUTPUT_TOKENS, SHARED_PREFIX_TOKENS, MODELS);
  }
}
