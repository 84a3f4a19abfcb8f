package org.vespabench.runner.fleet;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** How an autoscaler wants to hear of finished requests. */
public enum FinishedForm {
  /** Names alone: a message of successes, to which cancelled ones count, and one of failures. */
  LISTS {
    @Override
    List<Batch> batches(FinishedQueue queue, WorkerIdentity worker) {
      return Stream.of(true, false)
          .map(success -> queue.oldest(LARGEST, one -> one.outcome().isSuccess() == success))
          .filter(requests -> !requests.isEmpty())
          .map(requests -> new Batch(requests, lists(requests, worker)))
          .toList();
    }
  },
  /** All in one message, each with its times and what became of it. */
  DETAILED {
    @Override
    List<Batch> batches(FinishedQueue queue, WorkerIdentity worker) {
      List<FinishedRequest> requests = queue.oldest(LARGEST, one -> true);
      return requests.isEmpty()
          ? List.of()
          : List.of(new Batch(requests, detailed(requests, worker)));
    }
  };

  /** A message of more, after a long outage, may be too large to be taken at all. */
  static final int LARGEST = 1000;

  /** A message, and what it is about. */
  record Batch(List<FinishedRequest> requests, String body) {
    boolean isFull() {
      return requests.size() >= LARGEST;
    }
  }

  /** Write the messages about the oldest in the queue; none if it is empty. */
  abstract List<Batch> batches(FinishedQueue queue, WorkerIdentity worker);

  private static String lists(List<FinishedRequest> requests, WorkerIdentity worker) {
    JsonArray indexes = new JsonArray();
    requests.forEach(one -> indexes.add(one.index()));
    JsonObject json = head(worker);
    json.add("request_idxs", indexes);
    json.addProperty("success", requests.get(0).outcome().isSuccess());
    return json.toString();
  }

  private static String detailed(List<FinishedRequest> requests, WorkerIdentity worker) {
    JsonArray all = new JsonArray();
    requests.forEach(one -> all.add(one.toJson()));
    JsonObject json = head(worker);
    json.add("requests", all);
    return json.toString();
  }

  private static JsonObject head(WorkerIdentity worker) {
    JsonObject json = new JsonObject();
    json.addProperty("worker_id", worker.id());
    json.addProperty("mtoken", worker.masterToken());
    return json;
  }
}
