package org.vespabench.runner.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.simulate.Books;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** {@code bench simulate}: a plugin's simulator as a server, until Ctrl-C. */
final class SimulateCommand implements Command {
  private static final Setting<Integer> PORT =
      Setting.integer("port", 8000, "port on 127.0.0.1; 0: any that is free")
          .where(n -> n >= 0 && n < 65_536, "a port, 0 to 65535");

  private static final Setting<String> BOOKS =
      Setting.text("books", "", "at the end, write what was served to this CSV file");

  private static final double REQUEST_SECONDS = 2;

  private final Console console;
  private final Interrupts interrupts;

  SimulateCommand(Console console, Interrupts interrupts) {
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String description() {
    return "Serve a plugin's simulator, with a known capacity, until Ctrl-C.";
  }

  @Override
  public String defaultCoordinates() {
    return "benchmarks.openai:benchmark";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(PORT, BOOKS));
    all.addAll(CapacitySettings.all());
    all.addAll(List.of(Setting.CONCURRENCY, RunnerSettings.SEED));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Plugin plugin = invocation.needPlugin();
    SettingValues settings = invocation.settings();
    long seed = settings.seed();
    Capacity capacity =
        CapacitySettings.of(
            settings,
            DemoCommand.declared(plugin, settings),
            CapacitySettings.slots(settings, DemoCommand.simulator(plugin)),
            REQUEST_SECONDS,
            seed);
    CountDownLatch stopped = new CountDownLatch(1);
    try (SimulatedBackend backend = start(plugin, capacity, settings.get(PORT))) {
      interrupts.onSignal(stopped::countDown);
      console.result(backend.url() + "\n");
      console.say(described(plugin, capacity, seed));
      stopped.await();
      return end(backend.books(), settings.get(BOOKS));
    }
  }

  private static SimulatedBackend start(Plugin plugin, Capacity capacity, int port) {
    try {
      return SimulatedBackend.start(DemoCommand.simulator(plugin), capacity, port);
    } catch (IOException e) { // the port is in use, for example
      throw new BenchmarkException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String described(Plugin plugin, Capacity capacity, long seed) {
    String shared =
        Double.isInfinite(capacity.totalRate())
            ? ""
            : String.format(Locale.ROOT, ", %.6g units/s together", capacity.totalRate());
    return String.format(
        Locale.ROOT,
        "simulating %s: %d slots, %.6g units/s each%s, %d ms to the first unit, seed %d. Ctrl-C ends it.",
        plugin.coordinates(),
        capacity.slots(),
        capacity.streamRate(),
        shared,
        capacity.ttft().toMillis(),
        seed);
  }

  private int end(Books books, String file) {
    console.say(
        String.format(Locale.ROOT, "served %d requests, %.6g units", books.count(), books.units()));
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
