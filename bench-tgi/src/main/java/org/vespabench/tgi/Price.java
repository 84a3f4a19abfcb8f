package org.vespabench.tgi;

import com.google.gson.JsonParseException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Prices a request that somebody else wrote: the tokens that it allows. That {@code best_of}
 * generates more is not priced, as the client gets one answer.
 */
final class Price {
  private Price() {}

  static OptionalDouble of(String path, String body) {
    return switch (withoutQuery(path)) {
      case TgiGenerate.PATH, TgiGenerate.STREAM_PATH -> price(body);
      default -> OptionalDouble.empty();
    };
  }

  static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static OptionalDouble price(String body) {
    try {
      OptionalLong limit = TgiJson.read(body, GenerationRequest.class).limit();
      // Zero is for the backend to refuse, not for us to price.
      return limit.orElse(0) > 0 ? OptionalDouble.of(limit.getAsLong()) : OptionalDouble.empty();
    } catch (JsonParseException e) {
      return OptionalDouble.empty();
    }
  }
}
