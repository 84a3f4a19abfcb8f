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
public final class Trust {
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

  /**
   * Make what trusts as the options say, for connections that are not an {@link HttpEngine}'s. A
   * connection that asks for it ({@code HTTPS} as its endpoint identification) has the server's
   * name checked as well, unless any certificate is trusted.
   */
  public static SSLContext of(HttpOptions options) {
    try {
      return context(options);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static SSLContext context(HttpOptions options) throws GeneralSecurityException {
    Optional<Roots> roots = options.roots();
    if (options.insecure()) {
      return trusting(new AnyTrust());
    }
    return roots.isPresent()
        ? trusting(new RootsTrust(roots.get()))
        : SSLContextBuilder.create().build();
  }

  private static SSLContext trusting(TrustManager manager) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, new SecureRandom());
    return context;
  }
}
