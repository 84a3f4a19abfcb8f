package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/**
 * Signs as an autoscaler does: RSA PKCS#1 v1.5 with SHA-256, in base64. Its key lives in memory
 * alone. Thread-safe; a signature takes about a millisecond.
 */
public final class Signer {
  static final String ALGORITHM = "SHA256withRSA";

  private static final int KEY_BITS = 2048;
  private static final int PEM_COLUMNS = 64;

  private final KeyPair keys;

  private Signer(KeyPair keys) {
    this.keys = keys;
  }

  /** Make one with a new key; takes some tenths of a second. */
  public static Signer generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return new Signer(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make RSA keys", e);
    }
  }

  /** Write the public key as PEM (SubjectPublicKeyInfo), with a line break at the end. */
  public String publicKeyPem() {
    String lines =
        Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'})
            .encodeToString(keys.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
  }

  /** Sign: copy with the signature of the given form. */
  public AuthData sign(AuthData authData, SignedText form) {
    return authData.withSignature(sign(form.of(authData)));
  }

  private String sign(String text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with RSA", e);
    }
  }
}
