package org.vespabench.runner.autoscaler;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Function;

/**
 * States what a worker said of itself in one {@code /worker_status/}. Units of work are those of
 * its benchmark. Its token is not kept.
 *
 * @param id its number
 * @param version of its program
 * @param loadtime how long it loaded, in seconds, in the first report after that; else 0
 * @param curLoad cost of what it works on
 * @param rejLoad cost of what it refused since the report before
 * @param newLoad cost of what it received since the report before
 * @param errorMsg what is wrong with it; empty if nothing is
 * @param maxPerf units per second that it measured; 0 until then
 * @param curPerf cost of what it served since the report before; not divided by time
 * @param curCapacity not used by anybody
 * @param maxCapacity not used by anybody
 * @param requestsWorking how many requests it works on
 * @param requestsReceived how many it ever received
 * @param additionalDiskUsage what was written to its disk since the report before, in GB
 * @param workingRequestIdxs which requests it works on
 * @param url where it is
 */
public record WorkerReport(
    long id,
    String version,
    double loadtime,
    double curLoad,
    double rejLoad,
    double newLoad,
    String errorMsg,
    double maxPerf,
    double curPerf,
    double curCapacity,
    double maxCapacity,
    long requestsWorking,
    long requestsReceived,
    double additionalDiskUsage,
    List<Long> workingRequestIdxs,
    URI url) {

  /** Copy the list. */
  public WorkerReport {
    workingRequestIdxs = List.copyOf(workingRequestIdxs);
  }

  /**
   * Read a report. All fields must be there, but in one with an error message: whoever reports that
   * a worker did not start knows its id and its URL, and has no figures.
   *
   * @throws IllegalArgumentException if a field is missing or wrong; the message names it
   */
  static WorkerReport of(JsonFields fields) {
    String errorMsg = fields.text("error_msg");
    Reader reader = new Reader(fields, !errorMsg.isEmpty());
    return new WorkerReport(
        fields.whole("id"),
        reader.read("version", "", fields::text),
        reader.number("loadtime"),
        reader.number("cur_load"),
        reader.number("rej_load"),
        reader.number("new_load"),
        errorMsg,
        reader.number("max_perf"),
        reader.number("cur_perf"),
        reader.number("cur_capacity"),
        reader.number("max_capacity"),
        reader.read("num_requests_working", 0L, fields::whole),
        reader.read("num_requests_recieved", 0L, fields::whole), // spelled so on the wire
        reader.read("additional_disk_usage", 0.0, fields::number),
        reader.read("working_request_idxs", List.of(), fields::wholes),
        url(fields.text("url")));
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isHttp && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is no URL: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("url is '%s', not http(s)://host:port".formatted(text));
  }

  /** Knows whether fields may be missing. */
  private record Reader(JsonFields fields, boolean sparse) {
    double number(String name) {
      return read(name, 0.0, fields::numberFromZero);
    }

    <T> T read(String name, T otherwise, Function<String, T> read) {
      return sparse && !fields.has(name) ? otherwise : read.apply(name);
    }
  }
}
