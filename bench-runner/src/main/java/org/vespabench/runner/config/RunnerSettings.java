package org.vespabench.runner.config;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.Setting;

/** The runner's own settings, for every plugin. */
public final class RunnerSettings {
  /** Where the backend is. */
  public static final Setting<String> URL =
      Setting.text("url", "", "the backend's URL, for example http://127.0.0.1:8000")
          .env("BACKEND_URL");

  /** What authenticates at the backend. */
  public static final Setting<String> API_KEY =
      Setting.text("api-key", "", "sent as a bearer token").env("BACKEND_API_KEY").secret();

  /** Requests of one round; zero means as many as are in flight. */
  public static final Setting<Integer> REQUESTS =
      Setting.integer("requests", 0, "requests of one round; 0: as many as in flight")
          .where(n -> n >= 0, "a whole number, 0 or more");

  /** What prompts are generated from. */
  public static final Setting<String> SEED =
      Setting.text("seed", "random", "what prompts are made from; random: new ones each time")
          .where(
              text -> text.equals("random") || text.matches("-?\\d{1,18}"),
              "a whole number or random");

  /** How long the whole command may take; zero for no limit. */
  public static final Setting<Duration> DEADLINE =
      Setting.duration("deadline", Duration.ZERO, "time limit of the whole command, or none");

  /** How long to wait for the backend to be ready; zero for not at all. */
  public static final Setting<Duration> WAIT =
      Setting.duration("wait", Duration.ZERO, "wait this long for the backend to be ready");

  /** Merged into each payload. */
  public static final Setting<String> EXTRA_BODY =
      Setting.text("extra-body", "", "JSON object merged into each request's body");

  /** Replaces each request's path. */
  public static final Setting<String> PATH =
      Setting.text("path", "", "path of the requests, instead of the plugin's")
          .where(path -> path.isEmpty() || path.startsWith("/"), "a path that starts with '/'");

  /** Sent with each request; several are separated by line breaks. */
  public static final Setting<String> HEADER =
      Setting.text("header", "", "'Name: value' sent with each request; may be repeated").secret();

  /** Used instead of generated prompts. */
  public static final Setting<String> PROMPT =
      Setting.text("prompt", "", "text to send instead of generated words");

  /** Which work makes the number. */
  public static final Setting<String> COUNT =
      Setting.choice("count", "which work makes the number: declared, or done", "declared", "done");

  /** What the number is. */
  public static final Setting<String> METHOD =
      Setting.choice(
          "method",
          "what the number is: the best of some rounds, or a rate kept up for --duration",
          "rounds",
          "sustained");

  /** How long a rate is to be kept up. */
  public static final Setting<Duration> DURATION =
      Setting.duration("duration", Duration.ofSeconds(30), "window of --method sustained")
          .where(time -> time.compareTo(Duration.ofSeconds(1)) >= 0, "a time of 1s or more");

  /** A PEM file to trust. */
  public static final Setting<String> CA_CERT =
      Setting.text("cacert", "", "PEM file of certificates to trust");

  /** Trust anything. */
  public static final Setting<Boolean> INSECURE =
      Setting.flag("insecure", false, "do not verify the backend's certificate");

  /** How large a reply's body may be. */
  public static final Setting<Integer> MAX_BODY =
      Setting.integer("max-body", 64, "largest body of a reply that is no stream, in MiB")
          .where(n -> n >= 1 && n <= 1024, "a whole number from 1 to 1024");

  /** Where the number is kept. */
  public static final Setting<String> CACHE_FILE =
      Setting.text("cache-file", ".has_benchmark", "where the number is kept")
          .env("BENCHMARK_CACHE_FILE");

  /** Measure although there is a number. */
  public static final Setting<Boolean> FRESH =
      Setting.flag("fresh", false, "measure again, whatever the cache file says");

  /** Where results go; {@code none} for nowhere, empty for a new folder. */
  public static final Setting<String> OUT =
      Setting.text(
          "out",
          "",
          "folder for the result's files, or none; by default a new one in bench-results");

  /** Print one request and send nothing. */
  public static final Setting<Boolean> PRINT_CURL =
      Setting.flag("print-curl", false, "print one request as a curl command, and send nothing");

  /** Print the whole result. */
  public static final Setting<Boolean> JSON =
      Setting.flag("json", false, "print everything as JSON");

  /** Fail where the measurement cannot be trusted. */
  public static final Setting<Boolean> STRICT =
      Setting.flag("strict", false, "exit with 1 if the result is invalid");

  private RunnerSettings() {}

  /** List those that decide what is sent: they are part of the cache's key. */
  public static List<Setting<?>> ofRequests() {
    return List.of(
        Setting.RUNS,
        Setting.CONCURRENCY,
        REQUESTS,
        Setting.TIMEOUT,
        SEED,
        PROMPT,
        EXTRA_BODY,
        PATH,
        HEADER,
        COUNT,
        METHOD,
        DURATION);
  }

  /** List those that decide where it is sent. */
  public static List<Setting<?>> ofBackend() {
    return List.of(URL, API_KEY, CA_CERT, INSECURE, WAIT, MAX_BODY);
  }

  /** List those that decide what becomes of the result. */
  public static List<Setting<?>> ofResult() {
    return List.of(CACHE_FILE, FRESH, OUT, JSON, STRICT, DEADLINE);
  }
}
