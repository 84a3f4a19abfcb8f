package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies made at random, equal in every run. */
class EnvelopeFuzzTest {
  private static final int BODIES = 20_000;

  private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n  "};
  private static final String[] SCALARS = {
    "0", "-0", "1.50", "1e-07", "12345678901234567890123", "true", "false", "null", "\"\""
  };
  private static final String[] PIECES = {
    "a", "payload", "auth_data", "\\\"", "\\\\", "\\/", "\\n", "\\u0000", "\\u00e9", "\\ud83d", "é",
    "€", "😀", "{", "}", "[", "]", ",", ":", " ", "\u007f", "'"
  };

  private final Random random = new Random(20_240_511);

  @Test
  void thePayloadIsExactlyWhatWasPutIn() {
    for (int i = 0; i < BODIES; i++) {
      AuthData authData = authData();
      String payload = value(4);
      List<String> members =
          new ArrayList<>(
              List.of(
                  key("auth_data") + space() + ":" + space() + authData.toJson() + space(),
                  key("payload") + space() + ":" + space() + payload + space()));
      while (random.nextInt(3) == 0) {
        members.add("\"extra" + text() + "\"" + space() + ":" + space() + value(3));
      }
      Collections.shuffle(members, random);
      String body = space() + "{" + space() + String.join("," + space(), members) + "}" + space();

      Envelope envelope = Envelope.split(body.getBytes(UTF_8));

      assertThat(new String(envelope.payloadBytes(), UTF_8)).as(body).isEqualTo(payload);
      assertThat(envelope.authData()).isEqualTo(authData);
    }
  }

  @Test
  void whatIsCutOrChangedIsTakenWholeOrRefused() {
    for (int i = 0; i < BODIES; i++) {
      byte[] body = Envelope.write(authData().toJson(), value(4).getBytes(UTF_8));
      if (random.nextBoolean()) {
        body = Arrays.copyOf(body, random.nextInt(body.length));
      } else {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        Envelope envelope = Envelope.split(body);
        assertThat(envelope.payloadLength()).isPositive();
        byte[] again = Envelope.write(envelope.authData().toJson(), envelope.payloadBytes());
        assertThat(Envelope.split(again).payloadBytes()).isEqualTo(envelope.payloadBytes());
      } catch (AuthException e) { // anything else that is thrown fails the test
        assertThat(e.answer()).startsWith("{");
      }
    }
  }

  private AuthData authData() {
    return new AuthData(
        random.nextInt(1000) + "." + random.nextInt(1000),
        "é\"" + random.nextInt(),
        Long.toString(random.nextLong()),
        Integer.toString(random.nextInt()),
        "c2ln",
        "http://127.0.0.1:3000");
  }

  /** Some of its letters are escaped. */
  private String key(String name) {
    StringBuilder key = new StringBuilder("\"");
    name.chars()
        .forEach(
            letter ->
                key.append(
                    random.nextInt(9) == 0
                        ? (random.nextBoolean() ? "\\u%04x" : "\\u%04X").formatted(letter)
                        : String.valueOf((char) letter)));
    return key.append('"').toString();
  }

  private String value(int depth) {
    return switch (depth == 0 ? random.nextInt(2) : random.nextInt(4)) {
      case 0 -> SCALARS[random.nextInt(SCALARS.length)];
      case 1 -> '"' + text() + '"';
      case 2 -> "[" + space() + values(depth, "") + "]";
      default -> "{" + space() + values(depth, "key") + "}";
    };
  }

  private String values(int depth, String key) {
    List<String> values = new ArrayList<>();
    while (random.nextInt(3) > 0) {
      String name = key.isEmpty() ? "" : '"' + text() + '"' + space() + ":" + space();
      values.add(name + value(depth - 1) + space());
    }
    return String.join("," + space(), values);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    while (random.nextInt(4) > 0) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private String space() {
    return SPACES[random.nextInt(SPACES.length)];
  }
}
