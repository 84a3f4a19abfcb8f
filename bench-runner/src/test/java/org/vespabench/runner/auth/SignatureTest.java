package org.vespabench.runner.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Signer} and {@link Verifier} together. */
class SignatureTest {
  private static final Signer SIGNER = Signer.generate();
  private static final Verifier VERIFIER = Verifier.of(SIGNER.publicKeyPem());

  private static final AuthData UNSIGNED =
      new AuthData("500.0", "e", "12", "7", "", "http://127.0.0.1:3000");

  @ParameterizedTest
  @EnumSource
  void aSignatureOfEitherFormHolds(SignedText form) {
    AuthData signed = SIGNER.sign(UNSIGNED, form);

    assertThat(VERIFIER.verify(signed)).isTrue();
    assertThat(Base64.getDecoder().decode(signed.signature())).hasSize(256);
    assertThat(signed.withSignature("")).isEqualTo(UNSIGNED);
  }

  @Test
  void aSignatureOfFiveFieldsProtectsTheCostAsItWasWritten() {
    String signature = SIGNER.sign(UNSIGNED, SignedText.FIVE_FIELDS).signature();

    AuthData other = new AuthData("500", "e", "12", "7", signature, UNSIGNED.url());

    assertThat(VERIFIER.verify(other)).isFalse();
  }

  @Test
  void aSignatureOfTheUrlProtectsNothingElse() {
    String signature = SIGNER.sign(UNSIGNED, SignedText.URL).signature();

    assertThat(VERIFIER.verify(new AuthData("9", "x", "1", "1", signature, UNSIGNED.url())))
        .isTrue();
    assertThat(VERIFIER.verify(new AuthData("500.0", "e", "12", "7", signature, "http://x")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AA==", "not base64!", "é", "====", "\0"})
  void garbageIsNoSignature(String garbage) {
    assertThat(VERIFIER.verify(UNSIGNED.withSignature(garbage))).isFalse();
  }

  @Test
  void aSignatureOfTheRightLengthThatIsNoneIsRefused() {
    String zeros = Base64.getEncoder().encodeToString(new byte[256]);
    String long1 = Base64.getEncoder().encodeToString(new byte[100_000]);

    assertThat(VERIFIER.verify(UNSIGNED.withSignature(zeros))).isFalse();
    assertThat(VERIFIER.verify(UNSIGNED.withSignature(long1))).isFalse();
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    AuthData signed = Signer.generate().sign(UNSIGNED, SignedText.URL);

    assertThat(VERIFIER.verify(signed)).isFalse();
  }

  @Test
  void thePublicKeyIsPemThatOtherToolsRead() {
    assertThat(SIGNER.publicKeyPem())
        .matches("-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END PUBLIC KEY-----\n");
  }

  @Test
  void aKeyWithOtherLineBreaksAndTextAroundItIsRead() {
    String pem = "# key\r\n" + SIGNER.publicKeyPem().replace("\n", "\r\n") + "\r\n";

    assertThat(Verifier.of(pem).verify(SIGNER.sign(UNSIGNED, SignedText.URL))).isTrue();
  }

  @Test
  void whatIsNoPemIsNamed() {
    assertThatThrownBy(() -> Verifier.of("<html>\nbad gateway" + "x".repeat(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "no public key: expected PEM with '-----BEGIN PUBLIC KEY-----', was '<html> bad gateway")
        .hasMessageEndingWith("xx…'");
  }

  @Test
  void aKeyOfAnotherKindIsNamed() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();

    assertThatThrownBy(() -> Verifier.of(pem(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no public RSA key in the PEM that begins with '");
    assertThatThrownBy(() -> Verifier.of(pem(new byte[10])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no public RSA key in the PEM that begins with 'AAAAAA");
  }

  private static String pem(byte[] key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(key)
        + "\n-----END PUBLIC KEY-----";
  }
}
