package org.vespabench.tgi;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import java.io.EOFException;
import java.io.IOException;

/** Binds TGI's JSON to the records of this package, whose names are its names in camel case. */
final class TgiJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          // By default Gson reads what is nearly JSON, which no server of this protocol sends.
          .setStrictness(Strictness.STRICT)
          .disableHtmlEscaping()
          .create();

  private TgiJson() {}

  /**
   * Read a text that should be one of these. What it leaves out, or says is null, is null.
   *
   * @throws JsonParseException if it is no JSON, or of another shape
   */
  static <T> T read(String text, Class<T> type) {
    T value = GSON.fromJson(text, type);
    if (value == null) {
      throw new JsonSyntaxException(new EOFException("there is nothing in it"));
    }
    return value;
  }

  /** Tell whether a text was no JSON at all: cut short, or of another kind. */
  static boolean isMalformed(JsonParseException thrown) {
    return thrown.getCause() instanceof IOException;
  }

  static String write(Object value) {
    return GSON.toJson(value);
  }
}
