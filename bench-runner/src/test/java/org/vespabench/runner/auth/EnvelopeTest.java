package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.auth.AuthException.Reason;

class EnvelopeTest {
  private static final AuthData AUTH =
      new AuthData("500.0", "e", "12", "7", "c2ln", "http://127.0.0.1:3000");

  private static String payloadOf(String body) {
    Envelope envelope = Envelope.split(body.getBytes(UTF_8));
    assertThat(envelope.authData()).isEqualTo(AUTH);
    return new String(envelope.payloadBytes(), UTF_8);
  }

  private static AuthException refused(String body) {
    return refused(body.getBytes(UTF_8));
  }

  private static AuthException refused(byte[] body) {
    return catchThrowableOfType(AuthException.class, () -> Envelope.split(body));
  }

  private static String body(String payload) {
    return "{\"auth_data\":" + AUTH.toJson() + ",\"payload\":" + payload + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"\"",
        "null",
        "true",
        "-0.0",
        "1e-07",
        "1234567890.123456789012345678901234567890",
        "{ \"b\" : 1.0,\n\t\"a\":[1,  2 ,{}]}",
        "\"é€😀 \\\" \\\\ \\u00e9 }],\"",
        "{\"auth_data\":1,\"payload\":2}"
      })
  void aPayloadIsTakenByteForByte(String payload) {
    assertThat(payloadOf(body(payload))).isEqualTo(payload);
    assertThat(payloadOf(body("\r\n\t " + payload + " \n"))).isEqualTo(payload);
  }

  @Test
  void orderWhitespaceEscapesAndExtraMembersDoNotMatter() {
    String body =
        " { \"session_id\" : [\"}\", {\"payload\":3}], \"pay\\u006coad\" : {\"a\": \"\\\\\"} ,"
            + "\"payload2\":1, \"Payload\":1, \"pay\\\\load\":1, \"\":2,"
            + "\"\\u0061\\u0075\\u0074\\u0068\\u005F\\u0064\\u0061\\u0074\\u0061\" : "
            + AUTH.toJson()
            + " } \n";

    assertThat(payloadOf(body)).isEqualTo("{\"a\": \"\\\\\"}");
  }

  @Test
  void thePayloadIsShownWithItsPlaceInTheBody() {
    byte[] body = body("[1]").getBytes(UTF_8);

    Envelope envelope = Envelope.split(body);

    assertThat(envelope.payloadLength()).isEqualTo(3);
    assertThat(envelope.payload().isReadOnly()).isTrue();
    assertThat(UTF_8.decode(envelope.payload()).toString()).isEqualTo("[1]");
    int offset = envelope.payloadOffset();
    assertThat(Arrays.copyOfRange(body, offset, offset + 3)).isEqualTo("[1]".getBytes(UTF_8));
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    byte[] payload = "{\"x\" : 1.0}".getBytes(UTF_8);

    byte[] body = Envelope.write(AUTH.toJson(), payload);

    assertThat(new String(body, UTF_8)).isEqualTo(body("{\"x\" : 1.0}"));
    assertThat(Envelope.split(body).payloadBytes()).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}x",
        "{}{}",
        "nul",
        "TRUE",
        "NaN",
        "01",
        "'a'",
        "[1,]",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\"=1}",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"open",
        "\"a\nb\"",
        "// a\n{}",
        ")]}'\n{}",
        "\ufeff{}"
      })
  void whatIsNoJsonIsToldAlsoWithinAPayload(String text) {
    for (String body : new String[] {text, body(text)}) {
      AuthException refusal = refused(body);

      assertThat(refusal).as(body).isNotNull();
      assertThat(refusal.reason()).as(body).isEqualTo(Reason.INVALID_JSON);
      assertThat(refusal.answer()).isEqualTo("{\"error\":\"invalid JSON\"}");
      assertThat(refusal).hasMessageStartingWith("invalid JSON: ");
    }
  }

  @ParameterizedTest
  @CsvSource({"c3 28", "ff", "e2 82", "ed a0 80", "f8 88 80 80 80", "c0 80"})
  void whatIsNoUtf8IsNoJson(String hex) {
    byte[] bad = HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] body = body("\"" + "x".repeat(bad.length) + "\"").getBytes(UTF_8);
    System.arraycopy(bad, 0, body, body.length - 2 - bad.length, bad.length);

    assertThat(refused(body).reason()).isEqualTo(Reason.INVALID_JSON);
  }

  @Test
  void nestingIsBounded() {
    int free = JsonMembers.NESTING_LIMIT - 1;

    assertThat(payloadOf(body("[".repeat(free) + "]".repeat(free)))).hasSize(2 * free);
    assertThat(refused(body("[".repeat(1_000_000))).reason()).isEqualTo(Reason.INVALID_JSON);
    assertThat(refused(body("[".repeat(free + 1) + "]".repeat(free + 1))).reason())
        .isEqualTo(Reason.INVALID_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"auth_data\"", "{}", "{\"a\":{\"auth_data\":{}}}"})
  void aBodyWithoutAuthDataIsToldApartFromAWrongOne(String body) {
    AuthException refusal = refused(body);

    assertThat(refusal.reason()).isEqualTo(Reason.NO_AUTH_DATA);
    assertThat(refusal.answer())
        .isEqualTo("{\"auth_data\":\"field missing\",\"payload\":\"field missing\"}");
  }

  @Test
  void onlyWhatIsMissingIsSaidToBe() {
    AuthException noAuth = refused("{\"payload\":1}");
    AuthException noPayload = refused("{\"auth_data\":" + AUTH.toJson() + "}");

    assertThat(noAuth.reason()).isEqualTo(Reason.NO_AUTH_DATA);
    assertThat(noAuth.answer()).isEqualTo("{\"auth_data\":\"field missing\"}");
    assertThat(noPayload.reason()).isEqualTo(Reason.NO_PAYLOAD);
    assertThat(noPayload.answer()).isEqualTo("{\"payload\":\"field missing\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"{}\"", "7"})
  void authDataThatIsNoObjectIsWrong(String value) {
    AuthException refusal = refused("{\"auth_data\":" + value + ",\"payload\":1}");

    assertThat(refusal.reason()).isEqualTo(Reason.INVALID_AUTH_DATA);
    assertThat(refusal.answer()).isEqualTo("{\"auth_data\":\"not an object\"}");
  }

  @Test
  void authDataWithAMemberMissingOrTwiceIsWrong() {
    String auth = AUTH.toJson().toString();

    AuthException missing =
        refused(body("1").replace(auth, auth.replace("\"cost\":500.0,", "\"extra\":[{}],")));
    AuthException twice = refused(body("1").replace(auth, auth.replace("{", "{\"cost\":1,")));

    assertThat(missing.answer()).isEqualTo("{\"auth_data\":{\"cost\":\"missing parameter\"}}");
    assertThat(twice.answer()).isEqualTo("{\"auth_data\":{\"cost\":\"given twice\"}}");
  }

  @Test
  void authDataThatIsHugeIsRefused() {
    AuthException refusal = refused("{\"auth_data\":\"" + "x".repeat(70_000) + "\",\"payload\":1}");

    assertThat(refusal.answer()).isEqualTo("{\"auth_data\":\"larger than 65536 bytes\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payload", "pay\\u006Coad", "auth_data"})
  void aMemberThatIsThereTwiceIsRefused(String name) {
    String body = body("1").replaceFirst("}$", ",\"" + name.replace("\\", "\\\\") + "\":{}}");

    AuthException refusal = refused(body);

    assertThat(refusal.reason()).isEqualTo(Reason.REPEATED_MEMBER);
    assertThat(refusal).hasMessageStartingWith("the body has two members ");
  }

  @Test
  void theTokensOfNumbersAreTheOnesInTheBody() {
    String body = body("1").replace("500.0", "5.00E+2");

    assertThat(Envelope.split(body.getBytes(UTF_8)).authData().costToken()).isEqualTo("5.00E+2");
    assertThat(JsonParser.parseString(body).getAsJsonObject().get("auth_data"))
        .hasToString(Envelope.split(body.getBytes(UTF_8)).authData().toJson().toString());
  }
}
