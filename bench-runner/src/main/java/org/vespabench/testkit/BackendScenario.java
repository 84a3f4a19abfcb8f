package org.vespabench.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;

/**
 * Is what a plugin must do with any backend, a real one above all: measure it, count its work, tell
 * a refusal from an answer. It takes a few small requests, so it can be run against a server with a
 * tiny model on a laptop, and against one that is in use.
 *
 * <pre>{@code
 * List<String> seen = BackendScenario.of(new Generate()).with("model", "small").run(url);
 * }</pre>
 *
 * <p>Immutable; each method that changes something returns a copy.
 *
 * @since 0.1
 */
public final class BackendScenario {
  /** Small requests, in the words that our own plugins have for them. */
  private static final Map<String, String> SMALL =
      Map.of(
          "prompt-words", "20",
          "warmup-words", "10",
          "max-tokens", "24",
          "warmup-tokens", "8",
          "batch", "2",
          "steps", "2");

  private static final int RUNS = 2;
  private static final int CONCURRENCY = 2;
  private static final String DURATION = "duration";
  private static final String NO_SUCH_PATH = "/no-such-path-of-a-scenario";

  /** A dead server refuses as well, but not with one. No port, and no time. */
  private static final Pattern STATUS = Pattern.compile("(?<![.:/\\d])[345]\\d\\d\\b(?! ?m?s\\b)");

  private final Benchmark plugin;
  private final Map<String, String> settings;

  private BackendScenario(Benchmark plugin, Map<String, String> settings) {
    this.plugin = plugin;
    this.settings = settings;
  }

  /** Take this plugin, with small requests where it has settings for their size. */
  public static BackendScenario of(Benchmark plugin) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("runs", String.valueOf(RUNS));
    settings.put("concurrency", String.valueOf(CONCURRENCY));
    for (Setting<?> setting : plugin.settings()) {
      String small = SMALL.get(setting.name());
      if (small != null) {
        settings.put(setting.name(), small);
      }
    }
    return new BackendScenario(plugin, settings);
  }

  /**
   * Set something, of the plugin's or of the runner's own.
   *
   * @param setting its name, as in {@code model}
   * @param value as on the command line
   * @throws IllegalArgumentException if there is no such setting, or it does not take the value
   */
  public BackendScenario with(String setting, String value) {
    PluginRun.of(plugin).with(setting, value); // whether there is one is seen here
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new BackendScenario(plugin, more);
  }

  /**
   * Play it.
   *
   * @param url the backend
   * @return what was seen, in lines for people
   * @throws AssertionError at the first thing that does not hold; its message says which
   * @throws IllegalArgumentException if a setting is bad
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<String> run(URI url) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    seen.add(counted("rounds", measured(run(), url)));
    if (hasStream()) {
      seen.add(streamed(measured(run().with("stream", "true"), url)));
    }
    seen.add(counted("sustained", measured(sustained(), url)));
    seen.add(refused(run().with("path", NO_SUCH_PATH).against(url), url));
    return seen;
  }

  private PluginRun run() {
    PluginRun run = PluginRun.of(plugin);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      run = run.with(setting.getKey(), setting.getValue());
    }
    return run;
  }

  private PluginRun sustained() {
    PluginRun run = run().with("method", "sustained");
    return settings.containsKey(DURATION) ? run : run.with(DURATION, "2s");
  }

  private boolean hasStream() {
    return plugin.settings().stream().anyMatch(setting -> setting.name().equals("stream"));
  }

  private static Measurement measured(PluginRun run, URI url) throws InterruptedException {
    Measurement measurement = run.against(url);
    check(
        measurement.throughput().isPresent(),
        "nothing was measured: " + measurement.reason().orElse("no reason is given"));
    check(measurement.failed() == 0, "requests failed: " + measurement.failures());
    return measurement;
  }

  private static String counted(String what, Measurement measurement) {
    check(measurement.completed() > 0, what + ": no request was counted");
    check(
        measurement.estimated() == 0,
        "%s: nobody knows what %d of %d requests did: the backend does not count, or the reader does not find it"
            .formatted(what, measurement.estimated(), measurement.completed()));
    check(measurement.done() > 0, what + ": no work was done");
    return String.format(
        Locale.ROOT,
        "%s: %.2f %s/s, done %.2f of %.2f declared, %d requests, %s",
        what,
        measurement.throughput().orElseThrow(),
        measurement.unit(),
        measurement.done(),
        measurement.declared(),
        measurement.completed(),
        measurement.details());
  }

  private static String streamed(Measurement measurement) {
    check(
        measurement.samples("ttft") == measurement.completed(),
        "streamed: %d of %d replies had a first output"
            .formatted(measurement.samples("ttft"), measurement.completed()));
    return counted("streamed", measurement);
  }

  private static String refused(Measurement measurement, URI url) {
    check(
        measurement.throughput().isEmpty(),
        "a path that does not exist was measured: %s %s/s"
            .formatted(measurement.throughput(), measurement.unit()));
    String reason = measurement.reason().orElse("");
    check(
        STATUS.matcher(reason.replace(url.toString(), "")).find(),
        "a path that does not exist was not refused with a status, which the reason would name: %s"
            .formatted(reason));
    return "a wrong path is refused: " + reason;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
