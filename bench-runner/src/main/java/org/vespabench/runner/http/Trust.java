package org.vespabench.runner.http;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
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
      } else if (options.roots().isPresent()) {
        builder.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT);
        builder.setHostnameVerifier(HttpsSupport.getDefaultHostnameVerifier());
      }
      return builder.buildAsync();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static SSLContext context(HttpOptions options) throws GeneralSecurityException {
    SSLContextBuilder builder = SSLContextBuilder.create();
    Optional<Roots> roots = options.roots();
    if (options.insecure()) {
      builder.loadTrustMaterial(null, (chain, type) -> true);
    } else if (roots.isPresent()) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new RootsTrust(roots.get())}, new SecureRandom());
      return context;
    }
    return builder.build();
  }
}
