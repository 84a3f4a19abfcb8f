package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks an autoscaler's signatures, of either form. Thread-safe. */
public final class Verifier {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  private static final int EXCERPT = 60;

  private final PublicKey key;

  /**
   * The form of the last good signature, which is tried first: an autoscaler keeps to one, and a
   * check costs more than all else that is done with a small request.
   */
  private volatile SignedText form = SignedText.URL;

  private Verifier(PublicKey key) {
    this.key = key;
  }

  /**
   * Read a public RSA key.
   *
   * @param pem a SubjectPublicKeyInfo; text around it is ignored
   * @throws IllegalArgumentException if there is no such key; the message is fit for the user
   */
  public static Verifier of(String pem) {
    Matcher block = PEM.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException(
          "no public key: expected PEM with '-----BEGIN PUBLIC KEY-----', was " + excerpt(pem));
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
      return new Verifier(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no public RSA key in the PEM that begins with %s: %s"
              .formatted(excerpt(block.group(1).strip()), e.getMessage()),
          e);
    }
  }

  /** Tell whether the signature is this key's, for either form; false for whatever is none. */
  public boolean verify(AuthData authData) {
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(authData.signature());
    } catch (IllegalArgumentException e) {
      return false;
    }
    SignedText usual = form;
    SignedText other = usual == SignedText.URL ? SignedText.FIVE_FIELDS : SignedText.URL;
    if (covers(signature, usual.of(authData))) {
      return true;
    }
    if (covers(signature, other.of(authData))) {
      form = other;
      return true;
    }
    return false;
  }

  private boolean covers(byte[] signature, String text) {
    try {
      Signature check = Signature.getInstance(Signer.ALGORITHM);
      check.initVerify(key);
      check.update(text.getBytes(US_ASCII));
      return check.verify(signature);
    } catch (SignatureException e) {
      return false; // of another length, for example
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot check RSA signatures", e);
    }
  }

  private static String excerpt(String text) {
    String shown = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    return "'" + shown.replaceAll("\\p{Cntrl}+", " ") + "'";
  }
}
