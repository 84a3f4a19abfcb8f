package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;

/**
 * Asks plain ComfyUI what it is. What it does not tell is absent, and so is what changes while it
 * runs, such as free memory.
 */
final class NativeIdentity {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");

  private final HttpSession http;
  private final Map<String, String> identity = new TreeMap<>();

  private NativeIdentity(HttpSession http) {
    this.http = http;
  }

  static Map<String, String> of(HttpSession http) {
    NativeIdentity asked = new NativeIdentity(http);
    asked.addSystem();
    asked.addCheckpoint();
    return asked.identity;
  }

  private void addSystem() {
    JsonObject stats = json("/system_stats").map(NativeIdentity::object).orElseGet(JsonObject::new);
    JsonObject system = Json.object(stats, "system");
    String version = Json.text(system, "comfyui_version");
    add("comfyui", version);
    // After the number comes the compiler.
    add("python", Json.text(system, "python_version").split(" ", 2)[0]);
    add("pytorch", Json.text(system, "pytorch_version"));
    add("devices", devices(stats));
    if (interruptsOnePrompt(version)) {
      add(ComfyUiSettings.INTERRUPT.name(), "true");
    }
  }

  private static String devices(JsonObject stats) {
    return Json.array(stats, "devices").asList().stream()
        .map(device -> Json.text(object(device), "name"))
        .filter(name -> !name.isBlank())
        .collect(Collectors.joining(", "));
  }

  /**
   * Since September 2025 {@code /interrupt} heeds a prompt's id (ComfyUI pull request 9607). Before
   * that it stops whatever runs, so this asks for a version that is later beyond doubt.
   */
  private static boolean interruptsOnePrompt(String version) {
    Matcher numbers = VERSION.matcher(version);
    return numbers.matches()
        && !(numbers.group(1).equals("0") && numbers.group(2).matches("[0-3]"));
  }

  /** Becomes the setting's default: the only checkpoint that there is, if there is but one. */
  private void addCheckpoint() {
    JsonElement names = json("/models/checkpoints").orElseGet(JsonArray::new);
    if (names instanceof JsonArray array && array.size() == 1) {
      add(ComfyUiSettings.CHECKPOINT.name(), Json.text(array.get(0)));
    }
  }

  private Optional<JsonElement> json(String path) {
    try {
      HttpReply reply = http.get(path).join();
      return reply.status() == 200 ? Optional.of(Json.parse(reply.body())) : Optional.empty();
    } catch (CompletionException | CancellationException | JsonParseException e) {
      // Not every version has every path, and none is needed.
      return Optional.empty();
    }
  }

  private static JsonObject object(JsonElement element) {
    return element instanceof JsonObject object ? object : new JsonObject();
  }

  private void add(String name, String value) {
    if (!value.isBlank()) {
      identity.put(name, value);
    }
  }
}
