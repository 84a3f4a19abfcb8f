package org.vespabench.runner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for 127.0.0.1 with its key, as PEM files and as a client's trust. */
public final class TestKeys {
  private static final char[] PASSWORD = "changeit".toCharArray();

  public final Path certificate;

  /** PKCS#8. */
  public final Path key;

  private final Path folder;
  private final String name;
  private final KeyStore store;

  private TestKeys(Path folder, String name, KeyStore store) throws Exception {
    this.folder = folder;
    this.name = name;
    this.store = store;
    this.certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    this.key = pem("PRIVATE KEY", keyBytes());
  }

  /** With the JDK's own tool: the JDK has no public class for it. */
  public static TestKeys create(Path folder, String algorithm) throws Exception {
    Path file = folder.resolve(algorithm + ".p12");
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> line =
        List.of(
            tool.toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            algorithm,
            "-dname",
            "CN=test",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestKeys(folder, algorithm, store);
  }

  private byte[] keyBytes() throws Exception {
    return store.getKey("server", PASSWORD).getEncoded();
  }

  /** The same key as OpenSSL wrote RSA keys: PKCS#8 without its header of 26 bytes. */
  public Path rsaKey() throws Exception {
    byte[] pkcs8 = keyBytes();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
  }

  private Path pem(String label, byte[] der) throws Exception {
    Path file = folder.resolve(name + "-" + label.replace(' ', '-') + ".pem");
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
  }

  /** A client's, that trusts this certificate alone. */
  public SSLContext trust() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
