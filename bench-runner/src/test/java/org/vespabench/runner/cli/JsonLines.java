package org.vespabench.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;

/** Reads output of which every line must be a JSON object, by the letter of the format. */
final class JsonLines {
  private JsonLines() {}

  static List<JsonObject> parse(ByteArrayOutputStream output) throws IOException {
    String text =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(output.toByteArray()))
            .toString();
    return parse(text);
  }

  static List<JsonObject> parse(String text) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    if (!text.isEmpty()) {
      assertThat(text).endsWith("\n");
      for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
        objects.add(object(line));
      }
    }
    return objects;
  }

  private static JsonObject object(String line) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    JsonObject object = new Gson().getAdapter(JsonObject.class).read(reader);
    assertThat(reader.peek()).as(line).isEqualTo(JsonToken.END_DOCUMENT);
    return object;
  }
}
