package org.vespabench.openai;

import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Is what a simulated model answers to texts: the same short embedding for each. */
final class SimulatedEmbeddings {
  /** Of length 1, as those of real models are. */
  private static final float[] VECTOR = {0.5f, -0.5f, 0.25f, -0.25f, 0.25f, -0.25f, 0.5f, 0f};

  private final JsonObject request;
  private final EmbeddingsInput input;

  private SimulatedEmbeddings(JsonObject request, EmbeddingsInput input) {
    this.request = request;
    this.input = input;
  }

  static SimulatedEmbeddings to(JsonObject request, EmbeddingsInput input) {
    return new SimulatedEmbeddings(request, input);
  }

  SimulatedReply fill(SimulatedReply reply) {
    return reply.work(input.tokens(), (queued, worked) -> body());
  }

  private String body() {
    String model = Json.text(request, "model");
    boolean isBase64 = Json.text(request, "encoding_format").equals(OpenAiSettings.BASE64);
    String embedding = isBase64 ? TestRequest.quote(base64()) : Arrays.toString(VECTOR);
    String data =
        IntStream.range(0, input.size())
            .mapToObj(
                i ->
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}"
                        .formatted(i, embedding))
            .collect(Collectors.joining(","));
    int tokens = input.tokens();
    return "{\"object\":\"list\",\"data\":[%s],\"model\":%s,\"usage\":{%s}}"
        .formatted(
            data,
            TestRequest.quote(model.isEmpty() ? "simulated" : model),
            "\"prompt_tokens\":%d,\"total_tokens\":%d".formatted(tokens, tokens));
  }

  private static String base64() {
    ByteBuffer bytes =
        ByteBuffer.allocate(VECTOR.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(VECTOR);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
