package org.vespabench.runner.relay;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;

/** Looks whether bytes are JSON: whatever else stood in an envelope would break it. */
final class JsonText {
  private JsonText() {}

  /** Tell why they are not one JSON value in UTF-8; empty if they are. */
  static Optional<String> trouble(byte[] text) {
    if (text.length > 0 && (text[0] & 0xff) == 0xef) {
      return Optional.of("it begins with a byte order mark"); // which Gson skips
    }
    // A new decoder, as the one that a charset's name stands for would replace what is malformed.
    InputStreamReader decoded =
        new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder());
    JsonReader reader = new JsonReader(decoded);
    reader.setStrictness(Strictness.STRICT);
    try {
      read(reader);
      return Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of("it is not in UTF-8");
    } catch (IOException | IllegalStateException e) {
      return Optional.of("it ends early, or is malformed " + where(reader));
    }
  }

  /** The library's own words advise on its use. */
  private static String where(JsonReader reader) {
    return "at " + BenchmarkException.excerpt(reader.getPath());
  }

  private static void read(JsonReader reader) throws IOException {
    for (JsonToken next = reader.peek(); next != JsonToken.END_DOCUMENT; next = reader.peek()) {
      switch (next) {
        case BEGIN_ARRAY -> reader.beginArray();
        case END_ARRAY -> reader.endArray();
        case BEGIN_OBJECT -> reader.beginObject();
        case END_OBJECT -> reader.endObject();
        case NAME -> {
          String unused = reader.nextName();
        }
        case STRING, NUMBER -> { // and not skipValue, which does not look into texts
          String unused = reader.nextString();
        }
        case BOOLEAN -> {
          boolean unused = reader.nextBoolean();
        }
        case NULL -> reader.nextNull();
        case END_DOCUMENT -> {}
      }
    }
  }
}
