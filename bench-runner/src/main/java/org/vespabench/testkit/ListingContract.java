package org.vespabench.testkit;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RouteSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.WorkerSettings;
import org.vespabench.runner.config.WorkerTimings;

/** Checks what is asked of a plugin before anything is measured: its name, settings, unit. */
final class ListingContract {
  /** What a plugin may list, with another default. */
  private static final Map<String, Setting<?>> SHARED =
      Stream.of(Setting.RUNS, Setting.CONCURRENCY, Setting.TIMEOUT)
          .collect(toMap(Setting::name, setting -> setting));

  /** Flags that are in no list of settings: those of every command, and of the simulators. */
  private static final Set<String> MORE_FLAGS =
      Set.of(
          "help",
          "version",
          "benchmark",
          "port",
          "books",
          "slots",
          "stream-rate",
          "total-rate",
          "ttft",
          "jitter",
          "lengths",
          "error-rate");

  private static final Set<String> RESERVED = flags();

  private final Subject subject;
  private final Benchmark other;

  ListingContract(Subject subject, Benchmark other) {
    this.subject = subject;
    this.other = other;
  }

  void check() {
    coordinates();
    description();
    settings();
    unit();
    healthPath();
  }

  /** List the names of all flags that are the runner's alone. */
  static Set<String> reserved() {
    return RESERVED;
  }

  private static Set<String> flags() {
    Set<String> names = new TreeSet<>(MORE_FLAGS);
    Stream.of(
            RunnerSettings.ofBackend(),
            RunnerSettings.ofRequests(),
            RunnerSettings.ofResult(),
            List.of(RunnerSettings.PRINT_CURL),
            LoadSettings.all(),
            RouteSettings.all(),
            WorkerSettings.all(),
            WorkerTimings.all())
        .flatMap(List::stream)
        .forEach(setting -> names.add(setting.name()));
    names.removeAll(SHARED.keySet());
    return Collections.unmodifiableSet(names);
  }

  private void coordinates() {
    Coordinates first = subject.ask("coordinates()", subject.plugin()::coordinates);
    Coordinates second = subject.ask("coordinates()", subject.plugin()::coordinates);
    Coordinates others = subject.ask("coordinates()", other::coordinates);
    if (!first.equals(second) || !first.equals(others)) {
      throw subject.broken(
          "its coordinates are %s, and then %s. Return the same always: commands, results and caches"
              + " name it by them",
          first, first.equals(second) ? others : second);
    }
  }

  private void description() {
    String text = subject.ask("description()", subject.plugin()::description);
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw subject.broken("its description() has several lines. Say it in one: '%s'", text);
    }
  }

  private void settings() {
    List<Setting<?>> settings = subject.ask("settings()", subject.plugin()::settings);
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : settings) {
      if (setting == null) {
        throw subject.broken("its settings() have a null. List constants that are set by then");
      }
      if (!names.add(setting.name())) {
        throw subject.broken("its settings() list '%s' twice. List it once", setting);
      }
      Optional<String> clash = clash(setting);
      if (clash.isPresent()) {
        throw subject.broken("%s", clash.get());
      }
      defaultValue(setting);
    }
    same(settings, subject.ask("settings()", subject.plugin()::settings));
    same(settings, subject.ask("settings()", other::settings));
  }

  /** Say what is wrong with a setting's name; empty if nothing is. */
  static Optional<String> clash(Setting<?> setting) {
    if (reserved().contains(setting.name())) {
      return Optional.of(
          "its setting '%s' has the name of one of the runner's own flags. Rename it"
              .formatted(setting));
    }
    Setting<?> shared = SHARED.get(setting.name());
    return shared == null || shared.defaultValue().getClass() == setting.defaultValue().getClass()
        ? Optional.empty()
        : Optional.of(
            "its setting '%s' is another than the runner's. To change that one's default, list"
                    .formatted(setting)
                + " Setting.%s.or(…); else rename it"
                    .formatted(setting.name().toUpperCase(Locale.ROOT)));
  }

  /**
   * Nobody looks at a default when it is taken, so a bad one would only fail those who repeat it.
   */
  private void defaultValue(Setting<?> setting) {
    String text = text(setting.defaultValue());
    if (text.isEmpty()) {
      return; // it stands for: not set
    }
    try {
      setting.parse(text);
    } catch (RuntimeException e) {
      throw subject.broken(
          e,
          "its setting '%s' has the default %s, which it refuses itself: that is not %s. Change the"
              + " default, or what where(…) takes",
          setting,
          setting.isSecret() ? "(not shown)" : "'" + text + "'",
          setting.expected());
    }
  }

  private static String text(Object value) {
    return value instanceof Duration time ? DurationText.of(time) : value.toString();
  }

  private void same(List<Setting<?>> first, List<Setting<?>> second) {
    if (!shown(first).equals(shown(second))) {
      throw subject.broken(
          "its settings() are %s, and then %s. Return the same always",
          shown(first), shown(second));
    }
  }

  private static List<String> shown(List<Setting<?>> settings) {
    return settings.stream().map(one -> one.name() + "=" + one.defaultValue()).toList();
  }

  private void unit() {
    Settings settings = subject.run().settings();
    String unit = subject.ask("unit()", () -> subject.plugin().unit(settings));
    if (unit.isBlank()) {
      throw subject.broken("its unit() is blank. Name the unit of work, in the plural");
    }
  }

  private void healthPath() {
    String path = subject.ask("healthPath()", subject.plugin()::healthPath);
    if (!path.startsWith("/")) {
      throw subject.broken("its healthPath() is '%s'. Begin it with '/'", path);
    }
  }
}
