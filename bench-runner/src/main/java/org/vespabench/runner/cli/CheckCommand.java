package org.vespabench.runner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;
import org.vespabench.runner.benchmark.OneRequest;
import org.vespabench.runner.benchmark.UnitName;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.OutputTimes;

/** {@code bench check}: one request, explained. */
final class CheckCommand implements Command {
  private static final int SHOWN = 600;
  private static final int EVENTS_SHOWN = 3;

  private final Console console;
  private final Map<String, String> environment;

  CheckCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String description() {
    return "Send one request, and explain what came back and what would be counted.";
  }

  @Override
  public String defaultCoordinates() {
    return "benchmarks.openai:benchmark";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(RunnerSettings.ofBackend());
    all.addAll(
        List.of(
            Setting.TIMEOUT,
            RunnerSettings.SEED,
            RunnerSettings.PROMPT,
            RunnerSettings.EXTRA_BODY,
            RunnerSettings.PATH,
            RunnerSettings.HEADER));
    all.add(RunnerSettings.PRINT_CURL);
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    if (invocation.settings().get(RunnerSettings.PRINT_CURL)) {
      return new CurlPrinter(console).print(invocation);
    }
    if (!(invocation.needPlugin().benchmark() instanceof TestRequestProvider provider)) {
      throw new UsageException(
          "%s is not made of requests, so there is none to check"
              .formatted(invocation.needPlugin().coordinates()));
    }
    HttpOptions http = Backend.of(invocation.settings());
    OneRequest one =
        OneRequest.send(
            provider, invocation.settings(), invocation.settings().seed(), http, environment);
    String unit = UnitName.of(provider, one.settings());
    boolean shown = console.result(String.join("\n", explain(one, http, unit)) + "\n");
    return shown && one.exchange().succeeded() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static List<String> explain(OneRequest one, HttpOptions http, String unit) {
    List<String> lines = new ArrayList<>();
    lines.add("Sent to %s".formatted(http.shownUrl()));
    lines.add("  %s %s".formatted(one.request().method(), one.request().path()));
    lines.add("  " + shortened(one.request().body()));
    lines.add("Received");
    one.reply()
        .ifPresentOrElse(
            reply -> {
              lines.add("  status " + reply.status());
              reply.header("Content-Type").ifPresent(type -> lines.add("  content type " + type));
              if (!reply.body().isEmpty()) {
                lines.add("  " + shortened(http.withoutSecrets(reply.body())));
              }
            },
            () -> lines.add("  no complete reply"));
    events(one.events().stream().map(http::withoutSecrets).toList(), lines);
    times(one.exchange(), lines);
    lines.add("Counted");
    counted(one, unit, lines);
    return lines;
  }

  private static void events(List<String> events, List<String> lines) {
    if (events.isEmpty()) {
      return;
    }
    lines.add("  %d events".formatted(events.size()));
    for (int i = 0; i < events.size(); i++) {
      boolean end = i < EVENTS_SHOWN || i >= events.size() - EVENTS_SHOWN;
      if (end) {
        lines.add("  %d: %s".formatted(i + 1, shortened(events.get(i))));
      } else if (i == EVENTS_SHOWN) {
        lines.add("  …");
      }
    }
  }

  private static void times(Exchange exchange, List<String> lines) {
    Exchange.Stamps stamps = exchange.stamps();
    if (stamps.sent() == 0) {
      return;
    }
    lines.add("Times from the first byte sent");
    if (stamps.headers() != 0) {
      lines.add(millis("headers", stamps.headers() - stamps.sent()));
    }
    OutputTimes outputs = exchange.outputs();
    if (outputs.count() > 0) {
      lines.add(millis("first output", outputs.first() - stamps.sent()));
      lines.add(millis("last output", outputs.last() - stamps.sent()));
    }
    lines.add(millis("end", stamps.done() - stamps.sent()));
  }

  private static String millis(String label, long nanos) {
    return String.format(Locale.ROOT, "  %-13s %.1f ms", label, nanos / 1e6);
  }

  private static void counted(OneRequest one, String unit, List<String> lines) {
    Exchange exchange = one.exchange();
    lines.add(String.format(Locale.ROOT, "  declared      %.6g %s", exchange.declared(), unit));
    Work work = exchange.work();
    if (work == null) {
      lines.add("  failed as     " + label(exchange));
      lines.add("  " + one.advice());
      return;
    }
    String how =
        work.counted().isPresent()
            ? "as the backend counted"
            : work.isEstimated() ? "estimated: the backend does not say" : "as the reply proves";
    lines.add(
        String.format(Locale.ROOT, "  done          %.6g %s, %s", exchange.done(), unit, how));
    work.details()
        .forEach((name, value) -> lines.add(String.format(Locale.ROOT, "  %s %.6g", name, value)));
  }

  private static String label(Exchange exchange) {
    return exchange.failure() == null ? "" : exchange.failure().label();
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN
        ? line
        : "%s … (%d characters)".formatted(line.substring(0, SHOWN), line.length());
  }
}
