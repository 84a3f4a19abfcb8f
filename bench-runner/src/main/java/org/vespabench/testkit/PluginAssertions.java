package org.vespabench.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.plugin.PluginCatalog;

/**
 * Holds a plugin against what Vespa Bench asks of every plugin. Each method returns, or throws an
 * {@link AssertionError} that says what is wrong and what to do; so they work with any test
 * framework, or none.
 *
 * <pre>{@code
 * @Test
 * void isAPlugin() {
 *   PluginAssertions.assertDiscoverable("acme.embeddings");
 *   PluginAssertions.assertKeepsContract(new Embeddings());
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class PluginAssertions {
  private static final Logger LOG = LoggerFactory.getLogger(PluginAssertions.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String HOW_TO_BE_FOUND =
      "\n  a plugin is found by a line with the name of its class, as in com.acme.Embeddings, in"
          + "\n  META-INF/services/"
          + TestRequestProvider.class.getName()
          + ",\n  or, if it is no TestRequestProvider, in\n  META-INF/services/"
          + Benchmark.class.getName()
          + ";\n  with Maven or Gradle that file belongs into src/main/resources";

  private PluginAssertions() {}

  /**
   * Check that {@code bench} would find this plugin, and no second one of its name, on the class
   * path of the test: the one that the thread's context class loader sees.
   *
   * @param coordinates as a user would write them: {@code acme.embeddings}, or {@code
   *     acme.embeddings:benchmark}
   * @throws AssertionError if it would not; the message says what was found, what could not be
   *     loaded and why, and where the services line belongs
   * @throws IllegalArgumentException if these are no coordinates
   */
  public static void assertDiscoverable(String coordinates) {
    Coordinates asked = Coordinates.parse(coordinates);
    PluginCatalog catalog = PluginCatalog.ofClassPath();
    try {
      catalog.find(asked);
    } catch (IllegalArgumentException e) {
      boolean isThere = catalog.plugins().stream().anyMatch(p -> p.coordinates().equals(asked));
      throw new AssertionError(isThere ? e.getMessage() : e.getMessage() + HOW_TO_BE_FOUND, e);
    }
  }

  /**
   * Check what every plugin must keep. In this order, as far as it applies:
   *
   * <ol>
   *   <li>its class and its constructor without parameters are public, and making one does nothing:
   *       it is quick, also the first one, whose classes are loaded anew for this; it starts no
   *       thread, and leaves no file or socket open;
   *   <li>coordinates and settings are always the same; each setting has a name of its own, which
   *       is none of the runner's flags, unless it changes the default of {@code Setting.RUNS},
   *       {@code CONCURRENCY} or {@code TIMEOUT}; it takes its own default, unless that is the
   *       empty text; unit, health path and description have their form;
   *   <li>requests, of a {@link TestRequestProvider}: the same seed and index give the same one, on
   *       any instance and any thread; another seed gives another path or body, and so does another
   *       index, among as many as a run sends, and at least 200; replies share no reader;
   *   <li>work is counted: if the plugin is a {@link org.vespabench.api.BackendSimulator}, every
   *       request succeeds there, and no success is estimated, as those of {@code Work.unknown()}
   *       are. Of any other plugin nobody here knows what its backend answers: it fails if it takes
   *       the reply {@code {}} for a success whose work it does not know; if it makes no success of
   *       that, a warning of {@code org.vespabench.testkit} in the log says that its counting was
   *       not checked;
   *   <li>no number is invented where every reply is a 503, and the reason says so; nor, for a
   *       {@code BackendSimulator}, where all but the replies of the warm-up are, or those to
   *       follow-ups; nor where every reply is cut short;
   *   <li>an interrupt ends a run whose backend does not answer, without a number.
   * </ol>
   *
   * <p>All settings have their defaults, but for fewer requests. It takes about two seconds; a
   * procedure of the plugin's own takes what it takes, five times, and at most 30 seconds each.
   * What a 200 must hold differs for each protocol: see {@link #assertRefuses}.
   *
   * @param plugin an instance made by its constructor without parameters; it is run
   * @throws AssertionError for the first that it does not keep
   */
  public static void assertKeepsContract(Benchmark plugin) {
    assertKeepsContract(PluginRun.of(plugin));
  }

  /**
   * Check what every plugin must keep, with other settings than the defaults: for a plugin that
   * streams if asked to, or that knows several kinds of work.
   *
   * @param run the plugin and its settings
   * @throws AssertionError for the first that it does not keep
   * @throws IllegalArgumentException if a setting is bad; the message says which and why
   */
  public static void assertKeepsContract(PluginRun run) {
    assertKeepsContract(new Subject(run, PATIENCE));
  }

  static void assertKeepsContract(Subject subject) {
    unchecked(
        () -> {
          ConstructorContract constructor = new ConstructorContract(subject);
          constructor.check();
          Benchmark other = constructor.another();
          new ListingContract(subject, other).check();
          if (subject.plugin() instanceof TestRequestProvider) {
            new RequestContract(subject, other).check();
          }
          for (String skipped : new RunContract(subject).check()) {
            LOG.warn("{}: {}", subject.plugin().getClass().getName(), skipped);
          }
        });
  }

  /**
   * Check that a reply is a failure, and no work: one of status 200 that is not what the protocol
   * promises, such as an error within a stream, a stream without its last event, or the web page of
   * a proxy whose backend is gone.
   *
   * <pre>{@code
   * assertRefuses(new Embeddings(), ScriptedReply.html("<html>Bad gateway</html>"));
   * assertRefuses(new Embeddings(), ScriptedReply.json("{\"data\": []}"));
   * }</pre>
   *
   * @param plugin is run with its defaults, but for fewer requests
   * @param reply answers everything that it asks
   * @throws AssertionError if there is a success, or a number
   */
  public static void assertRefuses(Benchmark plugin, ScriptedReply reply) {
    assertRefuses(PluginRun.of(plugin), reply);
  }

  /**
   * Check that a reply is a failure, and no work, with other settings than the defaults.
   *
   * @param run the plugin and its settings
   * @param reply answers everything that it asks
   * @throws AssertionError if there is a success, or a number
   * @throws IllegalArgumentException if a setting is bad; the message says which and why
   */
  public static void assertRefuses(PluginRun run, ScriptedReply reply) {
    Subject subject = new Subject(run, PATIENCE);
    unchecked(
        () -> {
          try (ScriptedBackend backend = ScriptedBackend.start()) {
            Measurement measured = subject.quick().against(backend.otherwise(reply).url());
            if (measured.throughput().isPresent() || measured.completed() > 0) {
              throw subject.broken(
                  "it takes this for a success: %s. It measured: %s. Let the reader throw a"
                      + " BenchmarkException for what the protocol does not promise",
                  reply, measured);
            }
          }
        });
  }

  private interface Check {
    void run() throws IOException, InterruptedException;
  }

  private static AssertionError interrupted(Exception cause) {
    return new AssertionError("the check was interrupted before it was done", cause);
  }

  private static void unchecked(Check check) {
    try {
      check.run();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e); // while it waited for a port
      }
      throw new UncheckedIOException("no port can be had for the check", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }
}
