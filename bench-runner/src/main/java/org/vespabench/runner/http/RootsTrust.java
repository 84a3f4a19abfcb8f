package org.vespabench.runner.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/**
 * Trusts what certain roots signed, and the roots themselves. The server's name is checked where
 * the connection asks for it; HttpClient does not, as it has a verifier of its own.
 *
 * <p>Java's own manager refuses a root whose extensions do not call it an authority that may sign
 * certificates, as is the case with some private ones. Here the operator says that it is one, so
 * only its name and its key count; all below it is held to the rules.
 */
final class RootsTrust extends X509ExtendedTrustManager {
  private static final String FOR_SERVERS = "1.3.6.1.5.5.7.3.1";
  private static final String FOR_ANY = "2.5.29.37.0";

  private static final DefaultHostnameVerifier NAMES = new DefaultHostnameVerifier();

  private final Roots roots;

  RootsTrust(Roots roots) {
    this.roots = roots;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    X509Certificate server = chain[0];
    server.checkValidity();
    if (roots.certificates().contains(server)) {
      return;
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(server);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(), target);
      parameters.setRevocationEnabled(false); // as Java's own manager by default
      // Servers send more than the path, and not always in its order.
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "the certificate of %s is not signed by one of %s: %s"
              .formatted(server.getSubjectX500Principal(), roots.source(), e.getMessage()),
          e);
    }
    List<String> uses = server.getExtendedKeyUsage();
    if (uses != null && !uses.contains(FOR_SERVERS) && !uses.contains(FOR_ANY)) {
      throw new CertificateException(
          "the certificate of %s is not meant for servers"
              .formatted(server.getSubjectX500Principal()));
    }
  }

  private Set<TrustAnchor> anchors() {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate root : roots.certificates()) {
      anchors.add(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null));
    }
    return anchors;
  }

  /** Java leaves this to a manager that is given the connection. */
  private static void checkName(X509Certificate server, SSLEngine engine)
      throws CertificateException {
    String wanted = engine.getSSLParameters().getEndpointIdentificationAlgorithm();
    if (wanted == null || wanted.isEmpty()) {
      return;
    }
    String host = String.valueOf(engine.getHandshakeSession().getPeerHost());
    try {
      NAMES.verify(host, server);
    } catch (SSLException e) {
      throw new CertificateException(
          "the certificate of %s is not %s's: %s"
              .formatted(server.getSubjectX500Principal(), host, e.getMessage()),
          e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
    checkName(chain[0], engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noClients();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noClients();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noClients();
  }

  private static CertificateException noClients() {
    return new CertificateException("no client is expected here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return roots.certificates().toArray(X509Certificate[]::new);
  }
}
