package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Work;

/** Is what ComfyUI remembers of one prompt that has ended, however it ended. */
final class History {
  /** Where the queue's entry, which the history repeats, has the graph and what came with it. */
  private static final int GRAPH = 2;

  private static final int EXTRA_DATA = 3;

  private final JsonObject entry;
  private final JsonObject status;

  History(JsonObject entry) {
    this.entry = entry;
    this.status = Json.object(entry, "status");
  }

  /**
   * Find a prompt in a reply of {@code /history/{id}}.
   *
   * @return empty while it waits or runs
   * @throws BenchmarkException if the reply is no history
   */
  static Optional<History> find(HttpReply reply, String id) {
    JsonObject history = reply.status() == 200 ? Json.object(reply.body()).orElse(null) : null;
    if (history == null || (!history.isEmpty() && !(history.get(id) instanceof JsonObject))) {
      throw new BenchmarkException(
          "/history answered %d and does not tell of the prompt: %s"
              .formatted(reply.status(), BenchmarkException.excerpt(reply.body())));
    }
    return history.isEmpty()
        ? Optional.empty()
        : Optional.of(new History(Json.object(history, id)));
  }

  /**
   * Tell the work done.
   *
   * @throws BenchmarkException if the prompt failed, or did nothing
   */
  Work work() {
    refuseFailure();
    refuseCached();
    if (nodesWithImages().isEmpty()) {
      throw new BenchmarkException("the prompt ended without images: " + excerpt());
    }
    return described();
  }

  /**
   * Refuse a prompt that failed.
   *
   * @throws BenchmarkException if so
   */
  void refuseFailure() {
    JsonObject error = message("execution_error");
    if (!error.isEmpty()) {
      throw new BenchmarkException("node %s failed: %s".formatted(node(error), exception(error)));
    }
    JsonObject interruption = message("execution_interrupted");
    if (!interruption.isEmpty()) {
      throw new BenchmarkException(
          "the prompt was interrupted in node %s: somebody else cancelled it"
              .formatted(node(interruption)));
    }
    // Versions before 2024 have no status at all.
    String word = Json.text(status, "status_str");
    boolean isFailure = !word.isEmpty() && !word.equalsIgnoreCase("success");
    if (isFailure || new JsonPrimitive(false).equals(status.get("completed"))) {
      throw new BenchmarkException(
          "the prompt ended with the status %s: %s"
              .formatted(word.isEmpty() ? "incomplete" : word, excerpt()));
    }
  }

  private static String node(JsonObject data) {
    return "%s (%s)".formatted(Json.text(data, "node_id"), Json.text(data, "node_type"));
  }

  private static String exception(JsonObject error) {
    String message = Json.text(error, "exception_message");
    String type = Json.text(error, "exception_type");
    return BenchmarkException.excerpt(message.isBlank() ? type : message);
  }

  /**
   * Refuse a prompt of which nothing ran, as the images were there from before.
   *
   * @throws BenchmarkException if so
   */
  void refuseCached() {
    Set<String> cached = cachedNodes();
    Set<String> images = nodesWithImages();
    int nodes = queued(GRAPH).size();
    boolean all = nodes > 0 && cached.size() >= nodes;
    if (all || (!images.isEmpty() && cached.containsAll(images))) {
      throw new BenchmarkException(
          "ComfyUI answered from its cache, so nothing was measured: the seed must differ in each"
              + " request (in a file of --workflow, by \""
              + Workflow.RANDOM
              + "\")");
    }
  }

  private Set<String> nodesWithImages() {
    return Json.object(entry, "outputs").entrySet().stream()
        .filter(
            output ->
                output.getValue() instanceof JsonObject node
                    && !Json.array(node, "images").isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Set<String> cachedNodes() {
    Set<String> nodes = new HashSet<>();
    Json.array(message("execution_cached"), "nodes").forEach(node -> nodes.add(Json.text(node)));
    return nodes;
  }

  /** By ComfyUI's own clock: the times are of one machine, so their differences are right. */
  private Work described() {
    OptionalDouble queued = Json.number(queued(EXTRA_DATA), "create_time");
    OptionalDouble started = Json.number(message("execution_start"), "timestamp");
    OptionalDouble ended = Json.number(message("execution_success"), "timestamp");
    Work work = Work.asDeclared().detail("cachedNodes", cachedNodes().size());
    return between(
        between(work, "queueMillis", queued, started), "executionMillis", started, ended);
  }

  private static Work between(Work work, String name, OptionalDouble from, OptionalDouble to) {
    return from.isPresent() && to.isPresent()
        ? work.detail(name, to.getAsDouble() - from.getAsDouble())
        : work;
  }

  /** The data of the first message of a kind, each of which is a pair of name and data. */
  private JsonObject message(String name) {
    for (JsonElement element : Json.array(status, "messages")) {
      if (element instanceof JsonArray pair
          && pair.size() > 1
          && Json.text(pair.get(0)).equals(name)
          && pair.get(1) instanceof JsonObject data) {
        return data;
      }
    }
    return new JsonObject();
  }

  private JsonObject queued(int index) {
    JsonArray queued = Json.array(entry, "prompt");
    return queued.size() > index && queued.get(index) instanceof JsonObject object
        ? object
        : new JsonObject();
  }

  private String excerpt() {
    return BenchmarkException.excerpt(status.isEmpty() ? entry.toString() : status.toString());
  }
}
