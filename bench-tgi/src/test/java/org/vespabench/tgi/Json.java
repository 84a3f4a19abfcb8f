package org.vespabench.tgi;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/** Lets tests write JSON with single quotes, and look into it. */
final class Json {
  private Json() {}

  static String of(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  static List<String> all(List<String> singleQuoted) {
    return singleQuoted.stream().map(Json::of).toList();
  }

  static JsonObject object(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }
}
