package org.vespabench.runner.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.benchmark.Version;
import org.vespabench.runner.plugin.PluginCatalog;

/** Finds the command that was asked for, runs it, and turns what it throws into an exit status. */
final class Cli {
  private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

  private final Map<String, String> environment;
  private final Console console;
  private final List<Command> commands;
  private final PluginCatalog catalog;

  Cli(Map<String, String> environment, Console console, Interrupts interrupts) {
    this.environment = environment;
    this.console = console;
    this.catalog = PluginCatalog.ofClassPath();
    Runs runs = new Runs(console, environment, interrupts);
    this.commands =
        List.of(
            new RunCommand(runs),
            new LoadCommand(console, environment, interrupts),
            new CheckCommand(console, environment),
            new ListCommand(catalog, console),
            new DemoCommand(runs),
            new SimulateCommand(console, interrupts),
            new WorkerCommand(console, environment, interrupts),
            new AutoscalerCommand(console, interrupts),
            new ClientCommand(console, environment, interrupts),
            new NewPluginCommand(catalog, console));
  }

  int run(String[] args) {
    List<String> arguments = Arrays.asList(args);
    boolean named = CommandLineReader.environmentNamesOne(environment);
    if (arguments.isEmpty() && !named) {
      console.say(overview());
      return ExitCode.USAGE;
    }
    String first = arguments.isEmpty() ? "" : arguments.get(0);
    return switch (first) {
      case "-h", "--help", "help" -> print(overview());
      case "-V", "--version" -> print("bench " + Version.current() + "\n");
      default -> {
        boolean implicit = arguments.isEmpty() || (first.startsWith("-") && named);
        yield implicit
            ? guarded("run", arguments)
            : guarded(first, arguments.subList(1, arguments.size()));
      }
    };
  }

  private int print(String text) {
    return console.result(text) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int guarded(String name, List<String> arguments) {
    try {
      return command(name, arguments);
    } catch (UsageException | IllegalArgumentException e) {
      console.fail("bench: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (BenchmarkException e) {
      console.fail("bench: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    } catch (Exception | LinkageError | AssertionError e) {
      LOG.error("this is a bug", e);
      return ExitCode.FAILED;
    }
  }

  private int command(String name, List<String> arguments) throws Exception {
    Command command =
        commands.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new UsageException(unknown(name)));
    CommandLineReader reader = new CommandLineReader(catalog, environment);
    Optional<Command.Invocation> invocation = reader.read(command, arguments, console);
    return invocation.isPresent() ? command.run(invocation.get()) : ExitCode.DONE;
  }

  private String unknown(String name) {
    String known = String.join(", ", commands.stream().map(Command::name).toList());
    return name.startsWith("-")
        ? "no benchmark is named, so '%s' means nothing: set BENCHMARK, or name a command (%s)"
            .formatted(name, known)
        : "unknown command '%s'. There are: %s".formatted(name, known);
  }

  private String overview() {
    StringBuilder text =
        new StringBuilder(
            """
            Measures how much work an AI inference backend does per second.

            Usage: bench COMMAND [COORDINATES] [FLAGS]

            """);
    for (Command command : commands) {
      text.append("  %-10s %s%n".formatted(command.name(), command.description()));
    }
    return text.append(
            """

            With BENCHMARK and BACKEND_URL set, bench alone is bench run.
            Try bench demo, or bench COMMAND --help.
            """)
        .toString();
  }
}
