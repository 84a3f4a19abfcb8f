package org.vespabench.runner.autoscaler;

import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Locale;

/**
 * States what is known of one worker at a moment.
 *
 * @param state whether it gets requests
 * @param last its last report
 * @param reports how many it sent
 * @param sums over all its reports
 * @param outstandingCost cost of what was routed to it and has not ended, in units
 * @param openRoutes how many requests that is
 * @param routes how many requests were ever routed to it
 * @param startedAt when it first reported, in seconds of Unix time
 * @param loadedAt when it first reported a capacity, in seconds of Unix time; 0 before
 */
public record WorkerRow(
    State state,
    WorkerReport last,
    long reports,
    Sums sums,
    double outstandingCost,
    int openRoutes,
    long routes,
    double startedAt,
    double loadedAt) {

  /** Whether a worker gets requests. */
  public enum State {
    /** It has no capacity yet. */
    LOADING("loading"),

    /** It gets requests. */
    READY("idle"),

    /** It reports an error. */
    ERROR("error"),

    /** It has not reported for too long. */
    LOST("unavail");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    /** Write it for people. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Sums up what each report says of the time since the one before, in units of work.
   *
   * @param served cost of what it served
   * @param received cost of what it received
   * @param rejected cost of what it refused
   * @param load the loads, for their mean
   */
  public record Sums(double served, double received, double rejected, double load) {
    static final Sums NONE = new Sums(0, 0, 0, 0);

    Sums plus(WorkerReport report) {
      return new Sums(
          served + report.curPerf(),
          received + report.newLoad(),
          rejected + report.rejLoad(),
          load + report.curLoad());
    }
  }

  /** Tell its number. */
  public long id() {
    return last.id();
  }

  /** Tell where it is. */
  public URI url() {
    return last.url();
  }

  /** Write it as {@code /get_endpoint_workers/} does; what is not known here is 0. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id());
    json.addProperty("status", state.wireName);
    json.addProperty("cur_load", last.curLoad());
    json.addProperty("new_load", last.newLoad());
    json.addProperty("cur_load_rolling_avg", sums.load() / reports);
    json.addProperty("cur_perf", last.curPerf());
    json.addProperty("perf", last.maxPerf());
    json.addProperty("measured_perf", last.maxPerf());
    json.addProperty("dlperf", 0.0);
    json.addProperty("reliability", 1.0);
    json.addProperty("reqs_working", last.requestsWorking());
    json.addProperty("disk_usage", 0.0);
    json.addProperty("loaded_at", loadedAt);
    json.addProperty("started_at", startedAt);
    return json;
  }
}
