package org.vespabench.runner.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;

/** Decides which certificates are trusted. */
final class Trust {
  private Trust() {}

  /** Build it for https; for http there is none, as building one takes a quarter of a second. */
  static TlsStrategy strategy(HttpOptions options) {
    if (!options.isTls()) {
      return (session, host, local, remote, attachment, timeout) -> false;
    }
    try {
      ClientTlsStrategyBuilder builder =
          ClientTlsStrategyBuilder.create().setSslContext(context(options));
      if (options.insecure()) {
        // Else Java checks the name as well, before the verifier is asked.
        builder.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT);
        builder.setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
      }
      return builder.buildAsync();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be used as certificates: %s. Give a PEM file (--cacert)."
              .formatted(options.caCertificates().map(Path::toString).orElse("Java's own"), e),
          e);
    }
  }

  private static SSLContext context(HttpOptions options)
      throws GeneralSecurityException, IOException {
    SSLContextBuilder builder = SSLContextBuilder.create();
    Optional<Path> file = options.caCertificates();
    if (options.insecure()) {
      builder.loadTrustMaterial(null, (chain, type) -> true);
    } else if (file.isPresent()) {
      builder.loadTrustMaterial(keyStore(file.get()), null);
    }
    return builder.build();
  }

  private static KeyStore keyStore(Path pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + number++, one);
      }
      if (number == 0) {
        throw new IOException("it holds no certificate");
      }
    }
    return store;
  }
}
