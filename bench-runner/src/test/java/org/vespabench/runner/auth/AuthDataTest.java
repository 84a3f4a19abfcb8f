package org.vespabench.runner.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthDataTest {
  private static final String GOOD =
      "{\"cost\":500.0,\"endpoint\":\"e\",\"reqnum\":12,\"request_idx\":7,"
          + "\"signature\":\"c2ln\",\"url\":\"http://127.0.0.1:3000\"}";

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static AuthException refused(JsonObject json) {
    return catchThrowableOfType(AuthException.class, () -> AuthData.of(json));
  }

  @Test
  void theSixMembersAreReadAndOthersIgnored() {
    JsonObject json = json(GOOD);
    json.addProperty("__request_id", "x");

    AuthData authData = AuthData.of(json);

    assertThat(authData.cost()).isEqualTo(500);
    assertThat(authData.endpoint()).isEqualTo("e");
    assertThat(authData.reqnum()).isEqualTo(12);
    assertThat(authData.requestIdx()).isEqualTo(7);
    assertThat(authData.signature()).isEqualTo("c2ln");
    assertThat(authData.url()).isEqualTo("http://127.0.0.1:3000");
    assertThat(authData.toJson()).hasToString(GOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "500.0", "5242.88", "1e-07", "1e+16", "0", "-0", "-0.0", "1E3"})
  void aCostStaysAsItWasWritten(String token) {
    String text = GOOD.replace("500.0", token);

    AuthData authData = AuthData.of(json(text));

    assertThat(authData.costToken()).isEqualTo(token);
    assertThat(authData.toJson()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e999", "-1e999", "\"500\"", "true", "null", "[]", "{}"})
  void aCostThatIsNoFiniteNumberOfZeroOrMoreIsRefused(String token) {
    AuthException refusal = refused(json(GOOD.replace("500.0", token)));

    assertThat(refusal.reason()).isEqualTo(AuthException.Reason.INVALID_AUTH_DATA);
    assertThat(refusal.answer())
        .isEqualTo("{\"auth_data\":{\"cost\":\"not a finite number of 0 or more\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "\"12\"", "1e30", "9223372036854775808", "null"})
  void aNumberOfARouteThatIsNotWholeIsRefused(String token) {
    AuthException refusal = refused(json(GOOD.replace(":12,", ":" + token + ",")));

    assertThat(refusal.answer()).isEqualTo("{\"auth_data\":{\"reqnum\":\"not a whole number\"}}");
  }

  @Test
  void aNumberWithThousandsOfDigitsIsRefused() {
    AuthException refusal = refused(json(GOOD.replace(":12,", ":" + "1".repeat(5000) + ",")));

    assertThat(refusal.answer()).isEqualTo("{\"auth_data\":{\"reqnum\":\"not a whole number\"}}");
  }

  @Test
  void allThatIsMissingOrWrongIsNamed() {
    AuthException refusal = refused(json("{\"endpoint\":1,\"reqnum\":12,\"signature\":\"\"}"));

    assertThat(refusal.answer())
        .isEqualTo(
            "{\"auth_data\":{\"cost\":\"missing parameter\",\"endpoint\":\"not a string\","
                + "\"request_idx\":\"missing parameter\",\"url\":\"missing parameter\"}}");
    assertThat(refusal).hasMessageStartingWith("auth_data cannot be used: {cost=missing parameter");
  }

  @Test
  void badNumbersAreRefusedInTheConstructorToo() {
    assertThatThrownBy(() -> new AuthData("NaN", "e", "x", "7", "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "auth_data cannot be used: {cost=not a finite number of 0 or more, reqnum=not a whole number}");
  }

  @Test
  void theSignatureIsNotShownInLogs() {
    assertThat(AuthData.of(json(GOOD)).toString())
        .contains("cost=500.0", "signature=(not shown)")
        .doesNotContain("c2ln");
  }
}
