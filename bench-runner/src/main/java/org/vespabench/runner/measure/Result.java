package org.vespabench.runner.measure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one command measured: all that reports need, in whatever form they write it.
 *
 * @param command the command, as in {@code run}
 * @param coordinates which benchmark
 * @param unit units of work, in the plural
 * @param origin what was measured with what
 * @param figures what was measured
 * @param validity whether it can be trusted
 * @param notes what is normal but good to know
 * @param reason why nothing was measured, null if something was
 * @param interrupted whether it ended before its time: by a signal, or by the deadline
 */
public record Result(
    String command,
    String coordinates,
    String unit,
    Origin origin,
    Figures figures,
    Validity validity,
    List<String> notes,
    @Nullable String reason,
    boolean interrupted) {

  /** Copy what could change. */
  public Result {
    notes = List.copyOf(notes);
  }

  /** Tell whether there is a number. */
  public boolean measured() {
    return reason == null && figures.throughput().isPresent();
  }

  /**
   * What was measured with what.
   *
   * @param url the backend's URL
   * @param simulated whether the backend is a simulator
   * @param plugin the plugin's jar and version
   * @param version this program's version
   * @param seed what prompts were made from
   * @param startedAt by the wall clock
   * @param seconds how long the command took
   * @param settings by name
   * @param machine what is known of the machine that measured
   * @param identity what the backend says about itself
   */
  public record Origin(
      String url,
      boolean simulated,
      Plugin plugin,
      String version,
      long seed,
      Instant startedAt,
      double seconds,
      Map<String, Shown> settings,
      Map<String, String> machine,
      Map<String, String> identity) {}

  /**
   * A plugin's jar.
   *
   * @param jar its file name, empty if unknown
   * @param version its version, empty if unknown
   */
  public record Plugin(String jar, String version) {}

  /**
   * A setting's value.
   *
   * @param value as a person would write it
   * @param source where it came from
   */
  public record Shown(String value, String source) {}

  /**
   * What was measured.
   *
   * @param throughput units per second, the best round's or those kept up; empty if nothing was
   *     measured
   * @param doneThroughput of work done, in the same time
   * @param mean of the rounds, or of the batches of a rate that was kept up
   * @param warming whether the first round was left out of the mean
   * @param rounds all of them; the window of a rate that was kept up stands here as one
   * @param planned how many there should have been
   * @param histograms of the successes of all rounds
   * @param connections how exchanges came by their connections
   * @param details figures of the plugin's own
   * @param sustained the rate that was kept up, null if there was no such thing
   * @param load what a load test measured besides, null if it was none
   * @param client the client's own part, null if it was not watched
   */
  public record Figures(
      OptionalDouble throughput,
      OptionalDouble doneThroughput,
      MeanInterval mean,
      boolean warming,
      List<Round> rounds,
      int planned,
      Histograms histograms,
      Connections connections,
      Map<String, Double> details,
      @Nullable SustainedRate sustained,
      @Nullable LoadFigures load,
      @Nullable ClientFigures client) {}

  /**
   * How exchanges came by their connections.
   *
   * @param fresh opened
   * @param reused exchanges that left on one that was there already
   * @param stale found closed when they were used again, so that the request was sent once more
   */
  public record Connections(long fresh, long reused, long stale) {
    /** That of none. */
    public static final Connections NONE = new Connections(0, 0, 0);

    /** Add others. */
    public Connections plus(Connections others) {
      return new Connections(fresh + others.fresh, reused + others.reused, stale + others.stale);
    }
  }
}
