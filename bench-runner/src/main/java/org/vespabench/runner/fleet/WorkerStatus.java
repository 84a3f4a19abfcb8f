package org.vespabench.runner.fleet;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What a worker reports of itself. Loads are costs in units of work.
 *
 * @param loadTimeSeconds how long loading took; 0 before, and after it was reported
 * @param currentLoad in flight
 * @param rejectedLoad not admitted since the last report
 * @param newLoad admitted and not cancelled since the last report
 * @param error empty if all is well
 * @param maxPerf units of work a second that the worker can do; 0 until it is loaded
 * @param currentPerf served since the last report, and not divided by time
 * @param working requests in flight
 * @param received different requests ever
 * @param additionalDiskGb since the last report
 * @param workingRequestIdxs the autoscaler's names of those in flight, as written
 */
record WorkerStatus(
    WorkerIdentity worker,
    double loadTimeSeconds,
    double currentLoad,
    double rejectedLoad,
    double newLoad,
    String error,
    double maxPerf,
    double currentPerf,
    int working,
    long received,
    double additionalDiskGb,
    List<String> workingRequestIdxs) {

  static WorkerStatus of(
      WorkerIdentity worker,
      Snapshot meter,
      Condition condition,
      double loadTimeSeconds,
      double additionalDiskGb) {
    return new WorkerStatus(
        worker,
        loadTimeSeconds,
        meter.costInFlight(),
        meter.rejected(),
        meter.newLoad(),
        condition.error(),
        condition.load().map(Condition.Load::maxPerf).orElse(0.0),
        meter.served(),
        meter.inFlight(),
        meter.requests(),
        additionalDiskGb,
        meter.workingRequestIdxs());
  }

  /** Write it as the autoscaler reads it: the spelling of num_requests_recieved is its own. */
  String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", worker.id());
    json.addProperty("mtoken", worker.masterToken());
    json.addProperty("version", worker.version());
    json.addProperty("loadtime", loadTimeSeconds);
    json.addProperty("cur_load", currentLoad);
    json.addProperty("rej_load", rejectedLoad);
    json.addProperty("new_load", newLoad);
    json.addProperty("error_msg", error);
    json.addProperty("max_perf", maxPerf);
    json.addProperty("cur_perf", currentPerf);
    json.addProperty("cur_capacity", 0);
    json.addProperty("max_capacity", 0);
    json.addProperty("num_requests_working", working);
    json.addProperty("num_requests_recieved", received);
    json.addProperty("additional_disk_usage", additionalDiskGb);
    JsonArray indexes = new JsonArray();
    workingRequestIdxs.forEach(text -> indexes.add(FinishedRequest.number(text)));
    json.add("working_request_idxs", indexes);
    json.addProperty("url", worker.url());
    return json.toString();
  }
}
