package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;

/**
 * Reads a workflow that the user wrote, and refuses one that could not be measured. Keeps the last
 * one, as all requests of a run have the same. Thread-safe.
 */
final class WorkflowFile {
  private static final List<String> SEEDS = List.of("seed", "noise_seed");

  /** All that helps of a parser's message. */
  private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");

  /** A text and what was read from it. */
  private record Read(String text, JsonObject graph) {}

  /** Two threads at once may both read it, which does no harm. */
  private volatile @Nullable Read last;

  /**
   * Read one.
   *
   * @return not to be changed
   * @throws BenchmarkException if it is no workflow in API format, or the same in each request
   */
  JsonObject read(String text) {
    Read read = last;
    if (read == null || !read.text().equals(text)) {
      read = new Read(text, checked(parsed(text)));
      last = read;
    }
    return read.graph();
  }

  private static JsonObject checked(JsonObject graph) {
    // A node's id may be any text, so a single name proves nothing.
    if (graph.get("nodes") instanceof JsonArray && graph.has("links")) {
      throw unusable(
          "it is in the editor's own format, with nodes and links. Export it from ComfyUI once"
              + " more, with Workflow > Export (API)");
    }
    if (graph.isEmpty()) {
      throw unusable("it has no nodes");
    }
    graph.entrySet().forEach(WorkflowFile::checkNode);
    if (!holds(graph, Workflow.RANDOM)) {
      throw unusable(
          "it would be the same in each request, and ComfyUI would answer from its cache. Write"
              + " \"%s\", with the quotation marks, in place of the seed%s"
                  .formatted(Workflow.RANDOM, whereTheSeedIs(graph)));
    }
    return graph;
  }

  private static JsonObject parsed(String text) {
    try {
      if (Json.parse(text) instanceof JsonObject graph) {
        return graph;
      }
    } catch (JsonParseException e) {
      Matcher where = PLACE.matcher(String.valueOf(e.getMessage()));
      throw new BenchmarkException(
          message("it is not JSON" + (where.find() ? ": see " + where.group() : "")), e);
    }
    throw unusable("it is not a JSON object of nodes: " + BenchmarkException.excerpt(text));
  }

  private static void checkNode(Map.Entry<String, JsonElement> entry) {
    boolean isNode =
        entry.getValue() instanceof JsonObject node
            && !Json.text(node, "class_type").isEmpty()
            && node.get("inputs") instanceof JsonObject;
    if (!isNode) {
      throw unusable(
          "'%s' is no node with class_type and inputs, as the API format has them: %s"
              .formatted(
                  BenchmarkException.excerpt(entry.getKey()),
                  BenchmarkException.excerpt(entry.getValue().toString())));
    }
  }

  private static boolean holds(JsonElement element, String text) {
    if (element instanceof JsonObject object) {
      return object.asMap().values().stream().anyMatch(value -> holds(value, text));
    }
    return element instanceof JsonArray array
        ? array.asList().stream().anyMatch(value -> holds(value, text))
        : Json.text(element).contains(text);
  }

  private static String whereTheSeedIs(JsonObject graph) {
    for (Map.Entry<String, JsonElement> entry : graph.entrySet()) {
      JsonObject node = entry.getValue().getAsJsonObject();
      for (String seed : SEEDS) {
        if (Json.number(Json.object(node, "inputs"), seed).isPresent()) {
          return ": node %s (%s), input %s"
              .formatted(entry.getKey(), Json.text(node, "class_type"), seed);
        }
      }
    }
    return "";
  }

  private static BenchmarkException unusable(String why) {
    return new BenchmarkException(message(why));
  }

  private static String message(String why) {
    return "the file of --workflow cannot be used: " + why;
  }
}
