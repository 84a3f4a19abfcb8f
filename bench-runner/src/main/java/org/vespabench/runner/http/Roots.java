package org.vespabench.runner.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Certificates that are trusted instead of Java's own.
 *
 * @param source where they came from, as the operator knows it
 * @param certificates at least one: authorities, or the server's own
 */
public record Roots(String source, List<X509Certificate> certificates) {
  /** Copy the list. */
  public Roots {
    certificates = List.copyOf(certificates);
  }

  /**
   * Read a PEM file.
   *
   * @throws IllegalArgumentException if it cannot be read, or holds none; for the operator
   */
  public static Roots read(Path file) {
    try {
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw refused(file.toString(), e);
    }
  }

  /**
   * Take the certificates of a PEM text.
   *
   * @param source where it came from, as the operator knows it
   * @throws IllegalArgumentException if it holds none; for the operator
   */
  public static Roots parse(byte[] pem, String source) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new CertificateException("it holds no certificate");
      }
      return new Roots(source, all);
    } catch (CertificateException e) {
      throw refused(source, e);
    }
  }

  private static IllegalArgumentException refused(String source, Exception cause) {
    return new IllegalArgumentException(
        "%s cannot be used as certificates: %s. Give a PEM file (--cacert)."
            .formatted(source, cause),
        cause);
  }
}
