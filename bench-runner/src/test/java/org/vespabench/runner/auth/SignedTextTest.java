package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values were written by Python's json module. */
class SignedTextTest {
  private static final String URL = "https://203.0.113.7:41234";

  private static AuthData authData(String cost, String url) {
    return new AuthData(cost, "my-endpoint", "12345", "678", "not signed", url);
  }

  @ParameterizedTest
  @CsvSource({
    "500, 135, 64b582317ea1900076aeae81414a4b2f5014807cf1d31f70bcd4af69d5ada62d",
    "5242.88, 139, 33247cfef5e7ac4cbef7f3aec2b982c901e1022490fe3754e74e3f35429e0635",
    "500.0, 137, 6c504e7da74e00473908a018adc2c9d593b22fc28d09795fb008532dae70fe5d",
    "1e-07, 137, fb8ec2712c0a4cda173bc5eafadf8b25cde4b00d16b04aa051427552e9a6e7f5",
    "1e+16, 137, edc5a189061ae4aa839823b9901962a69eb14997f1e7dde4b2b7476af553170f"
  })
  void fiveFieldsAreWrittenAsPythonWritesThem(String cost, int length, String sha256)
      throws Exception {
    String text = SignedText.FIVE_FIELDS.of(authData(cost, URL));

    assertThat(text).hasSize(length);
    assertThat(sha256(text)).isEqualTo(sha256);
  }

  @Test
  void theUrlAloneIsWrittenAsPythonWritesIt() throws Exception {
    String text = SignedText.URL.of(authData("500", URL));

    assertThat(text).isEqualTo("{\n    \"url\": \"https://203.0.113.7:41234\"\n}");
    assertThat(text).hasSize(42);
    assertThat(sha256(text))
        .isEqualTo("454801132945a3342c59811ee8c85c11e130f69fdb02bf73e2d5222729b109f6");
  }

  @Test
  void quotesBackslashesAndControlCharactersAreEscapedAsPythonDoes() {
    assertThat(url("a\"b\\c/d")).isEqualTo("a\\\"b\\\\c/d");
    assertThat(url("\0\1\u001f\n\r\t\f\b")).isEqualTo("\\u0000\\u0001\\u001f\\n\\r\\t\\f\\b");
    assertThat(url("<>&'=")).isEqualTo("<>&'=");
  }

  @Test
  void whatIsNotAsciiIsEscapedUnitByUnit() {
    assertThat(url("\u007f\u0080é€")).isEqualTo("\\u007f\\u0080\\u00e9\\u20ac");
    assertThat(url("\ud83d\ude00\ud83d")).isEqualTo("\\ud83d\\ude00\\ud83d");
  }

  @Test
  void theEndpointsNameIsEscapedToo() {
    AuthData authData = new AuthData("1", "a\"é", "2", "3", "", "u");

    assertThat(SignedText.FIVE_FIELDS.of(authData))
        .isEqualTo(
            """
            {
                "cost": 1,
                "endpoint": "a\\"\\u00e9",
                "reqnum": 2,
                "request_idx": 3,
                "url": "u"
            }""");
  }

  private static String url(String url) {
    String text = SignedText.URL.of(authData("1", url));
    return text.substring("{\n    \"url\": \"".length(), text.length() - "\"\n}".length());
  }

  private static String sha256(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    return HexFormat.of().formatHex(digest);
  }
}
