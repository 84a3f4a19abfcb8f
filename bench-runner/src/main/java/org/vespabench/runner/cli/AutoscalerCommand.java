package org.vespabench.runner.cli;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.autoscaler.AutoscalerOptions;
import org.vespabench.runner.autoscaler.AutoscalerOptions.Endpoint;
import org.vespabench.runner.autoscaler.Books;
import org.vespabench.runner.autoscaler.LocalAutoscaler;
import org.vespabench.runner.autoscaler.WorkerRow;
import org.vespabench.runner.config.SettingValues;

/** {@code bench autoscaler}: an autoscaler's side of the wire on this machine, until Ctrl-C. */
final class AutoscalerCommand implements Command {
  /** Where load tests look for an autoscaler on this machine. */
  private static final int LOCAL_PORT = 8080;

  private static final int EXCERPT = 200;

  private static final Setting<Integer> PORT =
      Setting.integer("port", LOCAL_PORT, "port on 127.0.0.1; 0: any that is free")
          .where(n -> n >= 0 && n < 65_536, "a port, 0 to 65535");

  private static final Setting<String> ENDPOINT =
      Setting.text("endpoint", "local", "name of the endpoint that workers serve")
          .where(name -> !name.isBlank(), "a name");

  private static final Setting<String> ACCOUNT_KEY =
      Setting.text("account-key", "", "key that lists the endpoints; random if not given").secret();

  private static final Setting<String> ENDPOINT_KEY =
      Setting.text("endpoint-key", "", "key that requests are routed for; random if not given")
          .secret();

  private static final Setting<String> SIGNATURE =
      Setting.choice(
          "signature",
          "what is signed: the cost and all, as it used to be, or the worker's URL alone",
          "five-fields",
          "url");

  private static final Setting<Duration> WORKER_TIMEOUT =
      Setting.duration(
              "worker-timeout",
              Duration.ofSeconds(30),
              "route nothing to a worker that has not reported for so long")
          .where(time -> !time.isZero(), "a time above 0");

  private static final Setting<String> BOOKS =
      Setting.text("books", "", "at the end, write each route and its end to this CSV file");

  private final Console console;
  private final Interrupts interrupts;

  AutoscalerCommand(Console console, Interrupts interrupts) {
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public String name() {
    return "autoscaler";
  }

  @Override
  public String description() {
    return "Play the autoscaler for workers and load tests on this machine, until Ctrl-C.";
  }

  @Override
  public boolean needsPlugin() {
    return false;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PORT, ENDPOINT, ACCOUNT_KEY, ENDPOINT_KEY, SIGNATURE, WORKER_TIMEOUT, BOOKS);
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    SettingValues settings = invocation.settings();
    CountDownLatch stopped = new CountDownLatch(1);
    try (LocalAutoscaler autoscaler = start(options(settings))) {
      interrupts.onSignal(stopped::countDown);
      console.result(autoscaler.url() + "\n");
      introduce(autoscaler, settings);
      stopped.await();
      return end(autoscaler.books(), settings.get(BOOKS));
    }
  }

  private static LocalAutoscaler start(AutoscalerOptions options) {
    try {
      return LocalAutoscaler.start(options);
    } catch (IOException e) {
      throw new BenchmarkException(String.valueOf(e.getMessage()), e);
    }
  }

  private AutoscalerOptions options(SettingValues settings) {
    Endpoint endpoint =
        new Endpoint(1, settings.get(ENDPOINT), givenOrRandom(settings.get(ENDPOINT_KEY)));
    return AutoscalerOptions.defaults()
        .withPort(settings.get(PORT))
        .withAccountKey(givenOrRandom(settings.get(ACCOUNT_KEY)))
        .withEndpoints(endpoint)
        .withSignature(
            settings.get(SIGNATURE).equals("url") ? SignedText.URL : SignedText.FIVE_FIELDS)
        .withWorkerTimeout(settings.get(WORKER_TIMEOUT))
        .withObserver(row -> console.say(described(row)));
  }

  private static String givenOrRandom(String key) {
    return key.isEmpty() ? AutoscalerOptions.randomKey() : key;
  }

  /** Keys that were made up here are shown: nobody else knows them, and they end with it. */
  private void introduce(LocalAutoscaler autoscaler, SettingValues settings) {
    AutoscalerOptions options = autoscaler.options();
    URI url = autoscaler.url();
    boolean madeUp = settings.get(ACCOUNT_KEY).isEmpty();
    console.say("an autoscaler for development only: it starts no workers, and has no TLS");
    console.say("a worker:     reports here with REPORT_ADDR=%s".formatted(url));
    console.say(
        "a load test:  bench load -i local -k %s -e %s"
            .formatted(madeUp ? options.accountKey() : "ACCOUNT_KEY", settings.get(ENDPOINT)));
    if (url.getPort() != LOCAL_PORT) {
      console.say("-i local means port %d: this one is at %s".formatted(LOCAL_PORT, url));
    }
    if (settings.get(ENDPOINT_KEY).isEmpty()) {
      console.say("the key of the endpoint is " + options.endpoints().get(0).apiKey());
    }
    console.say("Ctrl-C ends it.");
  }

  private static String described(WorkerRow row) {
    String news =
        switch (row.state()) {
          case LOADING -> "is loading";
          case READY -> String.format(Locale.ROOT, "is ready: %.6g units/s", row.last().maxPerf());
          case ERROR -> "reports an error: " + excerpt(row.last().errorMsg());
          case LOST -> "has not reported for too long: nothing is routed to it";
        };
    String who = "worker %d at %s".formatted(row.id(), excerpt(row.url().toString()));
    return row.reports() == 1 ? "%s appeared, and %s".formatted(who, news) : who + " " + news;
  }

  /** Whatever a worker writes must not move the terminal's cursor. */
  private static String excerpt(String text) {
    String shown = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    return shown.replaceAll("\\p{Cntrl}+", " ");
  }

  private int end(Books books, String file) {
    console.say(
        "routed %d requests; %d answers that no worker was ready"
            .formatted(books.routed(), books.waited()));
    if (file.isEmpty()) {
      return ExitCode.INTERRUPTED;
    }
    try (Writer writer = Files.newBufferedWriter(Path.of(file))) {
      books.writeCsv(writer);
      return ExitCode.INTERRUPTED;
    } catch (IOException e) {
      console.say("bench: the books cannot be written to %s: %s".formatted(file, e));
      return ExitCode.FAILED;
    }
  }
}
