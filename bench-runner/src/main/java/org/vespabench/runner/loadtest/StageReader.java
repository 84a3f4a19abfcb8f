package org.vespabench.runner.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.Scenario;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.load.WarmUp;

/** Reads from settings how hard to push, and until when. What is wrong is told the operator. */
public final class StageReader {
  private static final Duration WITHOUT_LIMIT = Duration.ofSeconds(30);
  private static final Setting<Duration> TIME = Setting.duration("time", Duration.ZERO, "a time");

  private static final Setting<String> NAME = Setting.text("name", "", "what to call a stage");

  private StageReader() {}

  /**
   * Read all stages: the scenario's, or, where it has none, the one that the settings make.
   *
   * @throws IllegalArgumentException if there is no shape, or more than one, or a bad value
   */
  public static List<Stage> stages(SettingValues settings, Scenario scenario) {
    if (scenario.stages().isEmpty()) {
      return List.of(stage(settings, ""));
    }
    for (Setting<?> setting : LoadSettings.ofShape()) {
      if (settings.sourceOf(setting).isNearest()) {
        throw new IllegalArgumentException(
            "'%s' (from %s) contradicts the stages of the scenario %s: say it in them."
                .formatted(setting.name(), settings.sourceOf(setting).label(), scenario.file()));
      }
    }
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < scenario.stages().size(); i++) {
      stages.add(stage(scenario, i));
    }
    return stages;
  }

  private static Stage stage(Scenario scenario, int index) {
    String where = "%s, stages[%d]".formatted(scenario.file(), index);
    List<Setting<?>> known = new ArrayList<>(LoadSettings.ofShape());
    known.add(NAME);
    Scenario alone = new Scenario(where, "", scenario.stages().get(index), List.of());
    try {
      SettingValues values = new SettingResolver(Map.of()).resolve(known, Map.of(), alone);
      checkLengths(values.get(LoadSettings.REPLAY));
      return stage(values, values.get(NAME));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("the scenario ")
          ? e
          : new IllegalArgumentException("the scenario %s: %s".formatted(where, message), e);
    }
  }

  /** All stages ask alike: to leave lengths out in silence would measure something else. */
  private static void checkLengths(String replay) {
    if (!replay.isEmpty() && ReplayFile.parse(replay).hasLengths()) {
      throw new IllegalArgumentException(
          "a replay in a stage must have no lengths, as all stages ask alike: leave input_tokens and"
              + " output_tokens out, or replay without stages (--replay).");
    }
  }

  /**
   * Read one stage.
   *
   * @param name what to call it, empty to name it after what it does
   * @throws IllegalArgumentException if there is no shape, or more than one, or a bad value
   */
  public static Stage stage(SettingValues settings, String name) {
    LoadShape shape = shape(settings);
    Limits limits = limits(settings, shape);
    return new Stage(name.isEmpty() ? describe(shape) : name, shape, limits);
  }

  private static LoadShape shape(SettingValues settings) {
    List<String> given = shapes(settings);
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          given.isEmpty()
              ? "how hard to push is not said: give -rps R, --ramp FROM:TO:TIME, --replay FILE, or --concurrency C."
              : "%s contradict each other: give one of them."
                  .formatted(String.join(" and ", given)));
    }
    checkUsed(settings, given.get(0));
    boolean poisson = settings.get(LoadSettings.POISSON);
    return switch (given.get(0)) {
      case "-rps" -> new LoadShape.Open(Rate.constant(settings.get(LoadSettings.RPS)), poisson);
      case "--ramp" -> new LoadShape.Open(ramp(settings.get(LoadSettings.RAMP)), poisson);
      case "--replay" ->
          new LoadShape.Replay(ReplayFile.parse(settings.get(LoadSettings.REPLAY)).offsetsNanos());
      default ->
          new LoadShape.Closed(
              settings.get(Setting.CONCURRENCY), settings.get(LoadSettings.RAMP_UP));
    };
  }

  private static List<String> shapes(SettingValues settings) {
    List<String> given = new ArrayList<>();
    if (settings.get(LoadSettings.RPS) > 0) {
      given.add("-rps");
    }
    if (!settings.get(LoadSettings.RAMP).isEmpty()) {
      given.add("--ramp");
    }
    if (!settings.get(LoadSettings.REPLAY).isEmpty()) {
      given.add("--replay");
    }
    // A plugin has a default, and the environment may have one for benchmarks.
    boolean flag = settings.sourceOf(Setting.CONCURRENCY).isNearest();
    if (flag || (given.isEmpty() && settings.sourceOf(Setting.CONCURRENCY).isUser())) {
      given.add("--concurrency");
    }
    return given;
  }

  private static void checkUsed(SettingValues settings, String shape) {
    boolean closed = shape.equals("--concurrency");
    boolean drawn = shape.equals("-rps") || shape.equals("--ramp");
    if (settings.get(LoadSettings.POISSON) && !drawn) {
      throw new IllegalArgumentException(
          "--poisson is for -rps and --ramp: with %s it says nothing.".formatted(shape));
    }
    if (!settings.get(LoadSettings.RAMP_UP).isZero() && !closed) {
      throw new IllegalArgumentException(
          "--ramp-up is for --concurrency: with %s it says nothing. --ramp changes a rate."
              .formatted(shape));
    }
    if (settings.get(LoadSettings.MAX_IN_FLIGHT) > 0 && closed) {
      throw new IllegalArgumentException(
          "--max-in-flight is for -rps, --ramp and --replay: --concurrency itself is how many are in flight.");
    }
  }

  private static Rate ramp(String text) {
    try {
      String[] parts = text.split(":", -1);
      if (parts.length == 3) {
        return new Rate(
            Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), TIME.parse(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(badRamp(text), e);
    }
    throw new IllegalArgumentException(badRamp(text));
  }

  private static String badRamp(String text) {
    return "--ramp '%s' is not FROM:TO:TIME, two rates and a time, for example 1:50:2m."
        .formatted(text);
  }

  private static Limits limits(SettingValues settings, LoadShape shape) {
    int n = settings.get(LoadSettings.N);
    Duration window = settings.get(LoadSettings.DURATION);
    boolean endless = n == 0 && window.isZero() && !(shape instanceof LoadShape.Replay);
    int most = settings.get(LoadSettings.MAX_IN_FLIGHT);
    return new Limits(
        n == 0 ? Long.MAX_VALUE : n,
        endless ? ofRamp(shape) : window,
        most == 0 ? Limits.UNLIMITED : most);
  }

  private static Duration ofRamp(LoadShape shape) {
    boolean changes = shape instanceof LoadShape.Open open && !open.rate().over().isZero();
    return changes ? ((LoadShape.Open) shape).rate().over() : WITHOUT_LIMIT;
  }

  private static String describe(LoadShape shape) {
    if (shape instanceof LoadShape.Open open) {
      Rate rate = open.rate();
      String kind = open.poisson() ? " at random times" : "";
      return rate.over().isZero()
          ? number(rate.to()) + " requests/s" + kind
          : "%s to %s requests/s in %s%s"
              .formatted(
                  number(rate.from()), number(rate.to()), DurationText.of(rate.over()), kind);
    }
    if (shape instanceof LoadShape.Closed closed) {
      return closed.concurrency() + " in flight";
    }
    return "replay of " + ((LoadShape.Replay) shape).offsetsNanos().size() + " requests";
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }

  /**
   * Read what comes before measuring.
   *
   * @throws IllegalArgumentException if it is neither a number nor a time
   */
  public static WarmUp warmUp(SettingValues settings) {
    String text = settings.get(LoadSettings.WARMUP).strip();
    if (text.isEmpty()) {
      return WarmUp.NONE;
    }
    if (text.matches("\\d{1,9}")) {
      return new WarmUp(Long.parseLong(text), Duration.ZERO);
    }
    try {
      return new WarmUp(0, TIME.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--warmup '%s' is neither a number of requests nor a time, for example 20 or 10s."
              .formatted(text),
          e);
    }
  }
}
