package org.vespabench.runner.request;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conversations as ShareGPT exports them, one at a time, as the file may be large. The prompt
 * is what a person said first; a conversation in which nobody did is left out.
 */
final class ShareGpt {
  /** How the library's messages, and the reader's own text, say where. */
  private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

  private final JsonReader json;

  private ShareGpt(JsonReader json) {
    this.json = json;
  }

  /**
   * Read all.
   *
   * @throws IllegalArgumentException if it is something else; the message says where
   */
  static void read(Reader in, Consumer<Prompt> prompts) throws IOException {
    JsonReader json = new JsonReader(in);
    json.setStrictness(Strictness.STRICT);
    try {
      new ShareGpt(json).readAll(prompts);
    } catch (MalformedJsonException | EOFException e) {
      throw fault(String.valueOf(e.getMessage()), "not JSON", e);
    } catch (IllegalStateException e) {
      throw fault(String.valueOf(e.getMessage()), "not what ShareGPT has", e);
    }
  }

  private static IllegalArgumentException fault(String message, String what, Exception cause) {
    Matcher place = PLACE.matcher(message);
    String where =
        place.find() ? "line %s, column %s".formatted(place.group(1), place.group(2)) : "somewhere";
    return new IllegalArgumentException(
        where
            + ": it is "
            + what
            + ". The file begins as a JSON list, so it must be a list of objects with"
            + " 'conversations', lists of {\"from\": \"human\", \"value\": \"…\"}.",
        cause);
  }

  private void readAll(Consumer<Prompt> prompts) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      String text = conversation();
      if (!text.isBlank()) {
        prompts.accept(Prompt.of(text));
      }
    }
    json.endArray();
    JsonToken unused = json.peek(); // being strict, it throws if there is more
  }

  private String conversation() throws IOException {
    String text = "";
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("conversations")) {
        text = firstHumanTurn();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return text;
  }

  private String firstHumanTurn() throws IOException {
    String text = "";
    boolean found = false;
    json.beginArray();
    while (json.hasNext()) {
      if (found) {
        json.skipValue();
        continue;
      }
      Turn turn = turn();
      found = turn.isHuman();
      text = found ? turn.value() : "";
    }
    json.endArray();
    return text;
  }

  private record Turn(String from, String value) {
    boolean isHuman() {
      return from.equals("human") || from.equals("user");
    }
  }

  private Turn turn() throws IOException {
    String from = "";
    String value = "";
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "from" -> from = text();
        case "value" -> value = text();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return new Turn(from, value);
  }

  private String text() throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return "";
    }
    return json.nextString();
  }
}
