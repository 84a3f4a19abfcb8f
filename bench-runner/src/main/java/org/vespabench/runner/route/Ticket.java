package org.vespabench.runner.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What a request shows its worker: the six members of the autoscaler's answer, each value as it was
 * written there.
 *
 * @param authData must not be changed
 */
public record Ticket(JsonObject authData) {
  /** Put it into an envelope, beside a payload of JSON in UTF-8 that is taken byte for byte. */
  public byte[] envelope(byte[] payload) {
    byte[] head = "{\"auth_data\": %s, \"payload\": ".formatted(authData).getBytes(UTF_8);
    return ByteBuffer.allocate(head.length + payload.length + 1)
        .put(head)
        .put(payload)
        .put((byte) '}')
        .array();
  }

  /** Add it to the query of a path, which is all that a request without a body has. */
  public String inQuery(String path) {
    StringBuilder whole = new StringBuilder(path);
    char next = path.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, JsonElement> field : authData.entrySet()) {
      whole
          .append(next)
          .append("serverless_")
          .append(field.getKey())
          .append('=')
          .append(URLEncoder.encode(field.getValue().getAsString(), UTF_8));
      next = '&';
    }
    return whole.toString();
  }

  /** Leave the signature out: whoever has it can send the request again. */
  @Override
  public String toString() {
    return "Ticket[" + authData.get("request_idx") + "]";
  }
}
