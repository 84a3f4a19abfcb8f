package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is a request's body {@code {"auth_data": {…}, "payload": …}}, taken apart. The payload is for the
 * backend, byte for byte: parsing it and writing it anew would change numbers and take time.
 */
public final class Envelope {
  private static final String AUTH_DATA = "auth_data";
  private static final String PAYLOAD = "payload";

  /** A hundred times what anybody sends; it is read into memory. */
  private static final int AUTH_DATA_LIMIT = 64 << 10;

  private static final String FIELD_MISSING = "field missing";

  private final AuthData authData;
  private final byte[] body;
  private final int offset;
  private final int length;

  private Envelope(AuthData authData, byte[] body, JsonMembers.Member payload) {
    this.authData = authData;
    this.body = body;
    this.offset = payload.start();
    this.length = payload.end() - payload.start();
  }

  /**
   * Take a body apart. Members may come in any order; those with other names are ignored. It reads
   * the whole body: a second for each 60 MB of dense JSON, less for long texts.
   *
   * <p>A member that is there twice is refused: JSON does not say which of them counts, and the
   * backend's or the autoscaler's reader might take the other one than was paid for.
   *
   * @param body in UTF-8; not copied, so it must not be changed afterwards
   * @throws AuthException if it cannot be used; its reason tells apart what is no JSON, has no
   *     auth_data, or a wrong one
   */
  public static Envelope split(byte[] body) {
    try {
      List<JsonMembers.Member> members = JsonMembers.list(body, List.of(AUTH_DATA, PAYLOAD));
      JsonMembers.@Nullable Member auth = only(members, AUTH_DATA);
      JsonMembers.@Nullable Member payload = only(members, PAYLOAD);
      if (auth == null) {
        throw missing(payload == null);
      }
      JsonObject json = object(body, auth);
      if (payload == null) {
        throw noPayload(json);
      }
      return new Envelope(AuthData.of(json), body, payload);
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw invalidJson(e);
    }
  }

  /**
   * Put a body together; {@link #split} is its reverse.
   *
   * @param authData as the autoscaler answered; extra members do no harm
   * @param payload one JSON value in UTF-8, taken over byte for byte; not checked
   */
  public static byte[] write(JsonObject authData, byte[] payload) {
    byte[] head = ("{\"auth_data\":" + authData + ",\"payload\":").getBytes(UTF_8);
    ByteBuffer body = ByteBuffer.allocate(head.length + payload.length + 1);
    return body.put(head).put(payload).put((byte) '}').array();
  }

  /** Tell who sent it, and at what cost. The signature is not checked. */
  public AuthData authData() {
    return authData;
  }

  /** Tell where in the body the payload begins, in bytes. */
  public int payloadOffset() {
    return offset;
  }

  /** Tell how long the payload is, in bytes. */
  public int payloadLength() {
    return length;
  }

  /** Show the payload, read-only, without a copy. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(body, offset, length).slice().asReadOnlyBuffer();
  }

  /** Copy the payload. */
  public byte[] payloadBytes() {
    return Arrays.copyOfRange(body, offset, offset + length);
  }

  private static JsonMembers.@Nullable Member only(List<JsonMembers.Member> members, String name) {
    List<JsonMembers.Member> named =
        members.stream().filter(member -> member.name().equals(name)).toList();
    if (named.size() > 1) {
      throw repeated(name);
    }
    return named.isEmpty() ? null : named.get(0);
  }

  private static JsonObject object(byte[] body, JsonMembers.Member member) throws IOException {
    if (member.end() - member.start() > AUTH_DATA_LIMIT) {
      throw unusable("larger than " + AUTH_DATA_LIMIT + " bytes");
    }
    JsonReader reader = JsonMembers.reader(body, member.start(), member.end());
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw unusable("not an object");
    }
    JsonObject json = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      JsonElement value = JsonParser.parseReader(reader);
      if (json.has(name)) {
        throw AuthData.invalid(Map.of(name, "given twice"));
      }
      json.add(name, value);
    }
    return json;
  }

  private static AuthException unusable(String why) {
    JsonObject answer = new JsonObject();
    answer.addProperty(AUTH_DATA, why);
    return new AuthException(
        AuthException.Reason.INVALID_AUTH_DATA, "auth_data cannot be used: it is " + why, answer);
  }

  private static AuthException missing(boolean payloadToo) {
    JsonObject answer = new JsonObject();
    answer.addProperty(AUTH_DATA, FIELD_MISSING);
    if (payloadToo) {
      answer.addProperty(PAYLOAD, FIELD_MISSING);
    }
    return new AuthException(
        AuthException.Reason.NO_AUTH_DATA, "the body has no auth_data", answer);
  }

  /** What is wrong with auth_data as well is said first. */
  private static AuthException noPayload(JsonObject json) {
    AuthData unused = AuthData.of(json);
    JsonObject answer = new JsonObject();
    answer.addProperty(PAYLOAD, FIELD_MISSING);
    return new AuthException(AuthException.Reason.NO_PAYLOAD, "the body has no payload", answer);
  }

  private static AuthException repeated(String name) {
    JsonObject answer = new JsonObject();
    answer.addProperty(name, "given twice");
    return new AuthException(
        AuthException.Reason.REPEATED_MEMBER, "the body has two members " + name, answer);
  }

  private static AuthException invalidJson(Exception cause) {
    JsonObject answer = new JsonObject();
    answer.addProperty("error", "invalid JSON");
    AuthException refusal =
        new AuthException(
            AuthException.Reason.INVALID_JSON, "invalid JSON: " + cause.getMessage(), answer);
    refusal.initCause(cause);
    return refusal;
  }
}
