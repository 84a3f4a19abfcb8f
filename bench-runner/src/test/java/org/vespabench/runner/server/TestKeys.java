package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key with its certificate: as PEM files, as a server's, and as what a client trusts. */
public final class TestKeys {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** A PEM file of the certificate alone. */
  public final Path certificate;

  /** A PEM file of the key, PKCS#8. */
  public final Path key;

  private final Path folder;
  private final String name;
  private final KeyPair pair;

  /** The certificate, and those that vouch for it. */
  private final X509Certificate[] chain;

  private TestKeys(Path folder, String name, KeyPair pair, X509Certificate... chain)
      throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.name = name;
    this.pair = pair;
    this.chain = chain;
    this.certificate = pem("CERTIFICATE", chain[0].getEncoded());
    this.key = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** Make one for 127.0.0.1 whose certificate is signed by itself: {@code RSA} or {@code EC}. */
  public static TestKeys create(Path folder, String algorithm) throws Exception {
    return ownSignature(folder, algorithm, pair(algorithm), TestCertificate.host("127.0.0.1"));
  }

  /**
   * Make one whose certificate is signed by itself.
   *
   * @param name of its subject and its files
   * @param host an address or a name
   */
  public static TestKeys selfSigned(Path folder, String name, String host) throws Exception {
    return ownSignature(folder, name, pair("EC"), TestCertificate.host(host));
  }

  /** Make one that may sign others. */
  public static TestKeys authority(Path folder, String name) throws Exception {
    return ownSignature(folder, name, pair("EC"), TestCertificate.authority());
  }

  /** Make one that signs others although its extensions, as the autoscaler's, do not allow it. */
  public static TestKeys oddAuthority(Path folder, String name) throws Exception {
    return ownSignature(
        folder,
        name,
        pair("EC"),
        TestCertificate.authorityOfLeaves(),
        TestCertificate.forRevocationAlone());
  }

  private static TestKeys ownSignature(Path folder, String name, KeyPair pair, byte[]... extensions)
      throws Exception {
    X509Certificate certificate =
        TestCertificate.signed(name, pair.getPrivate(), name, pair.getPublic(), extensions);
    return new TestKeys(folder, name, pair, certificate);
  }

  private static KeyPair pair(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("EC") ? 256 : 2048);
    return generator.generateKeyPair();
  }

  /** Make one for 127.0.0.1 whose certificate this one signs. */
  public TestKeys sign(String name) throws Exception {
    return sign(name, TestCertificate::signed, TestCertificate.host("127.0.0.1"));
  }

  /** Make one for 127.0.0.1 whose certificate this one signed, and which is out of date. */
  public TestKeys signExpired(String name) throws Exception {
    return sign(name, TestCertificate::expired, TestCertificate.host("127.0.0.1"));
  }

  /** Make one for 127.0.0.1 whose certificate this one signs, but for a client. */
  public TestKeys signForClient(String name) throws Exception {
    return sign(
        name,
        TestCertificate::signed,
        TestCertificate.host("127.0.0.1"),
        TestCertificate.forClientsAlone());
  }

  /** Writes a certificate. */
  private interface Writing {
    X509Certificate write(
        String issuer, PrivateKey signing, String subject, PublicKey key, byte[]... extensions)
        throws GeneralSecurityException;
  }

  private TestKeys sign(String name, Writing writing, byte[]... extensions) throws Exception {
    KeyPair signed = pair("EC");
    X509Certificate leaf =
        writing.write(this.name, pair.getPrivate(), name, signed.getPublic(), extensions);
    return new TestKeys(folder, name, signed, leaf, chain[0]);
  }

  /** Make a PEM file of the same key as OpenSSL wrote RSA keys: without the header of PKCS#8. */
  public Path rsaKey() throws IOException {
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
  }

  private Path pem(String label, byte[] der) throws IOException {
    Path file = folder.resolve(name + "-" + label.replace(' ', '-') + ".pem");
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
  }

  /** A server's, that shows this certificate. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = store();
    store.setKeyEntry("key", pair.getPrivate(), PASSWORD, chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** A client's, that trusts this certificate alone. */
  public SSLContext trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = store();
    trusted.setCertificateEntry("server", chain[0]);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
