package org.vespabench.runner.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.RouteSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.relay.Pricing;
import org.vespabench.runner.relay.Relay;
import org.vespabench.runner.relay.RelayOptions;
import org.vespabench.runner.route.Routing;

/** {@code bench client}: an endpoint's workers behind a port of this machine, until Ctrl-C. */
final class ClientCommand implements Command {
  private static final Setting<Integer> PORT =
      Setting.integer("port", 8010, "port on 127.0.0.1; 0: any that is free")
          .where(n -> n >= 0 && n < 65_536, "a port, 0 to 65535");

  private static final Setting<Integer> MAX_BODY =
      Setting.integer("max-body", 64, "largest body of a request, in MiB")
          .where(n -> n >= 1 && n <= 1024, "a whole number from 1 to 1024");

  private static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "timeout", Duration.ZERO, "how long a worker may take for one request, or none");

  private final Console console;
  private final Map<String, String> environment;
  private final Interrupts interrupts;

  ClientCommand(Console console, Map<String, String> environment, Interrupts interrupts) {
    this.console = console;
    this.environment = environment;
    this.interrupts = interrupts;
  }

  @Override
  public String name() {
    return "client";
  }

  @Override
  public String description() {
    return "Serve an endpoint on this machine for any SDK, through the autoscaler, until Ctrl-C.";
  }

  @Override
  public String defaultCoordinates() {
    return "benchmarks.openai:benchmark";
  }

  /** The benchmark prices requests, and sends none. */
  @Override
  public boolean hasPluginFlags() {
    return false;
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(PORT, MAX_BODY, TIMEOUT));
    all.addAll(RouteSettings.all());
    all.addAll(List.of(RunnerSettings.CA_CERT, RunnerSettings.INSECURE));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Plugin plugin = invocation.needPlugin();
    SettingValues settings = invocation.settings();
    RelayLines lines = new RelayLines(console);
    RelayOptions options = options(plugin, settings, lines);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Relay relay = start(options)) {
      interrupts.onSignal(stopped::countDown);
      console.result(relay.url() + "\n");
      introduce(relay.url(), options, plugin);
      stopped.await();
    }
    console.say(lines.sum());
    return ExitCode.INTERRUPTED;
  }

  private RelayOptions options(Plugin plugin, SettingValues settings, RelayLines lines)
      throws InterruptedException {
    if (settings.get(RouteSettings.ENDPOINT).isEmpty()) {
      throw new UsageException(
          "no endpoint is named: give its name with -e, or set VAST_ENDPOINT, for example bench client -e my-endpoint.");
    }
    Routed routed = Routed.of(settings, environment);
    Routing routing = routed.routing(settings.seed());
    return new RelayOptions(
        settings.get(PORT),
        routing,
        routed.autoscaler(routing),
        pricing(plugin),
        settings.get(MAX_BODY) << 20,
        settings.get(TIMEOUT),
        lines);
  }

  private static Pricing pricing(Plugin plugin) {
    return plugin.benchmark() instanceof TestRequestProvider provider
        ? provider::declared
        : (path, body) -> OptionalDouble.empty();
  }

  private static Relay start(RelayOptions options) {
    try {
      return Relay.start(options);
    } catch (IOException e) {
      throw new BenchmarkException("%s (--port %d)".formatted(e.getMessage(), options.port()), e);
    }
  }

  private void introduce(URI url, RelayOptions options, Plugin plugin) {
    console.say(
        "the endpoint %s, through %s"
            .formatted(options.routing().endpoint(), options.autoscaler().shownUrl()));
    console.say("an OpenAI SDK:  OPENAI_BASE_URL=%s/v1 OPENAI_API_KEY=unused".formatted(url));
    console.say(
        "a request costs what its header X-Serverless-Cost says, else what %s declares for it, else 1"
            .formatted(plugin.coordinates()));
    console.say("Ctrl-C ends it.");
  }
}
