package org.vespabench.tgi;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Is what TGI is asked: as much of it as is sent, priced or simulated here.
 *
 * @param inputs the prompt
 * @param parameters all of them may be absent
 * @param stream read on the path {@code /} only: the others have it in their name
 */
record GenerationRequest(
    @Nullable String inputs, @Nullable Parameters parameters, @Nullable Boolean stream) {

  /** What TGI generates at most if a request does not say. Older versions: 20. */
  private static final long DEFAULT_TOKENS = 100;

  /** The largest that TGI reads. */
  private static final double MOST_TOKENS = 0xFFFF_FFFFL;

  /**
   * How to generate.
   *
   * @param maxNewTokens a number; null in JSON is another thing than nothing: no limit
   * @param temperature above 0
   * @param details whether to tell the work done
   * @param decoderInputDetails whether to tell the prompt's tokens; implies {@code details}
   * @param bestOf how many to generate, to answer the likeliest alone
   */
  record Parameters(
      @Nullable JsonElement maxNewTokens,
      @Nullable Double temperature,
      @Nullable Boolean details,
      @Nullable Boolean decoderInputDetails,
      @Nullable Long bestOf) {

    static final Parameters NONE = new Parameters(null, null, null, null, null);
  }

  Parameters parametersOrNone() {
    return parameters == null ? Parameters.NONE : parameters;
  }

  /**
   * Tell the limit on the answer; empty if it is left to the model's context.
   *
   * @throws JsonParseException if it is not a whole number of 32 bits, without sign
   */
  OptionalLong limit() {
    JsonElement limit = parametersOrNone().maxNewTokens();
    if (limit == null) {
      return OptionalLong.of(DEFAULT_TOKENS);
    }
    if (limit.isJsonNull()) {
      return OptionalLong.empty();
    }
    boolean isNumber = limit.isJsonPrimitive() && limit.getAsJsonPrimitive().isNumber();
    double value = isNumber ? limit.getAsDouble() : -1;
    if (value != Math.rint(value) || value < 0 || value > MOST_TOKENS) {
      throw new JsonParseException("parameters.max_new_tokens: invalid value: " + limit);
    }
    return OptionalLong.of((long) value);
  }
}
