package org.vespabench.runner.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.RouteSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.route.EndpointLookup;
import org.vespabench.runner.route.Routing;

/** Reads from the settings how to reach an endpoint's workers. */
final class Routed {
  private static final String KEY_FILE = ".vast_api_key";
  private static final URI LOCAL = URI.create("http://127.0.0.1:8080");

  private final SettingValues settings;
  private final Map<String, String> environment;

  private Routed(SettingValues settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
  }

  /**
   * Tell whether requests are to be routed.
   *
   * @throws UsageException if a backend is named as well
   */
  static boolean isAskedFor(SettingValues settings) {
    if (settings.orDefault(RouteSettings.ENDPOINT).isEmpty()) {
      return false;
    }
    boolean urlGiven = settings.sourceOf(RunnerSettings.URL).isNearest();
    boolean endpointGiven = settings.sourceOf(RouteSettings.ENDPOINT).isNearest();
    if (urlGiven && endpointGiven) {
      throw new UsageException(
          "--url %s and --endpoint %s: the one sends straight to a backend, the other through the autoscaler. Give one of them."
              .formatted(settings.get(RunnerSettings.URL), settings.get(RouteSettings.ENDPOINT)));
    }
    if (!urlGiven && settings.sourceOf(RunnerSettings.WAIT).isNearest()) {
      throw new UsageException(
          "--wait asks one backend whether it is ready: with --endpoint, --route-timeout says how long to wait for a worker.");
    }
    return !urlGiven; // over BACKEND_URL the endpoint wins
  }

  static Routed of(SettingValues settings, Map<String, String> environment) {
    return new Routed(settings, environment);
  }

  /** Look up what is needed, and tell how to route. */
  Routing routing(long seed) throws InterruptedException {
    return new Routing(
        settings.get(RouteSettings.ENDPOINT),
        endpointKey(),
        settings.get(RouteSettings.ON_NO_WORKER).equals("wait")
            ? Routing.OnNoWorker.WAIT
            : Routing.OnNoWorker.FAIL,
        settings.get(RouteSettings.ROUTE_TIMEOUT),
        Routing.FIRST_PAUSE,
        Backend.reached(autoscalerUrl(), settings),
        consoleUrl(),
        environment,
        seed);
  }

  /** How to speak to the autoscaler: with the endpoint's key, and Java's own certificates. */
  HttpOptions autoscaler(Routing routing) {
    return HttpOptions.to(autoscalerUrl())
        .withHeaders(Map.of("Authorization", "Bearer " + routing.endpointKey()));
  }

  private String endpointKey() throws InterruptedException {
    String given = settings.get(RouteSettings.ENDPOINT_KEY);
    if (!given.isEmpty()) {
      return given;
    }
    return EndpointLookup.key(
        consoleUrl(),
        accountKey(),
        settings.get(RouteSettings.INSTANCE),
        settings.get(RouteSettings.ENDPOINT),
        environment);
  }

  private String accountKey() {
    String given = settings.get(RouteSettings.ACCOUNT_KEY);
    String key = given.isEmpty() ? ofFile().orElse("") : given;
    if (key.isEmpty()) {
      throw new UsageException(
          "no key for the endpoint '%s': give the account's key (-k, VAST_ACCOUNT_KEY, or the file ~/%s), or the endpoint's own (--endpoint-key, VAST_API_KEY)."
              .formatted(settings.get(RouteSettings.ENDPOINT), KEY_FILE));
    }
    return key;
  }

  private Optional<String> ofFile() {
    String home = environment.getOrDefault("HOME", "");
    if (home.isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(home, KEY_FILE);
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UsageException(
          "the account's key cannot be read from %s: %s".formatted(file, e), e);
    }
  }

  private URI consoleUrl() {
    return url(
        RouteSettings.CONSOLE_URL,
        switch (settings.get(RouteSettings.INSTANCE)) {
          case "local" -> LOCAL;
          case "alpha" -> URI.create("https://alpha.vast.ai");
          case "candidate" -> URI.create("https://candidate.vast.ai");
          default -> URI.create("https://console.vast.ai");
        });
  }

  private URI autoscalerUrl() {
    return url(
        RouteSettings.AUTOSCALER_URL,
        switch (settings.get(RouteSettings.INSTANCE)) {
          case "local" -> LOCAL;
          case "alpha" -> URI.create("https://run-alpha.vast.ai");
          case "candidate" -> URI.create("https://run-candidate.vast.ai");
          default -> URI.create("https://run.vast.ai");
        });
  }

  private URI url(Setting<String> setting, URI ofInstance) {
    String given = settings.get(setting);
    if (given.isEmpty()) {
      return ofInstance;
    }
    try {
      return HttpOptions.to(new URI(given)).url();
    } catch (URISyntaxException e) {
      throw new UsageException(
          "--%s is no URL: %s (from %s)"
              .formatted(setting.name(), e.getReason(), settings.sourceOf(setting).label()),
          e);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--%s: %s".formatted(setting.name(), e.getMessage()), e);
    }
  }
}
