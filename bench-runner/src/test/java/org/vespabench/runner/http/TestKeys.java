package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Keys and certificates, made with the JDK's own tool: the JDK has no public class for it. */
public final class TestKeys {
  private static final String PASSWORD = "changeit";

  private TestKeys() {}

  /** Make a key whose certificate is signed by itself. */
  public static KeyStore selfSigned(Path folder, String name, String subject) throws Exception {
    Path file = folder.resolve(name + ".p12");
    generate(folder, file, name, "san=" + subject);
    return load(file);
  }

  /**
   * Make a key for 127.0.0.1 whose certificate is signed by a new root.
   *
   * @param root where the root's certificate goes, as PEM
   * @param extensions of the root
   */
  public static KeyStore signedBy(Path folder, String name, Path root, String... extensions)
      throws Exception {
    Path authority = folder.resolve(name + "-root.p12");
    generate(folder, authority, "root", extensions);
    writePem(load(authority), root);
    Path file = folder.resolve(name + ".p12");
    generate(folder, file, name);
    Path request = folder.resolve(name + ".csr");
    Path signed = folder.resolve(name + ".cer");
    keytool(folder, file, "-certreq", "-alias", "key", "-file", request.toString());
    keytool(
        folder,
        authority,
        "-gencert",
        "-alias",
        "key",
        "-ext",
        "san=ip:127.0.0.1",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    keytool(folder, file, "-importcert", "-noprompt", "-alias", "root", "-file", root.toString());
    keytool(folder, file, "-importcert", "-alias", "key", "-file", signed.toString());
    return load(file);
  }

  /** Write the certificate of a key. */
  public static void writePem(KeyStore keys, Path pem)
      throws IOException, GeneralSecurityException {
    byte[] der = keys.getCertificate("key").getEncoded();
    String lines = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        pem, "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
  }

  /** Make a server's context of it. */
  public static SSLContext context(KeyStore keys) throws GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void generate(Path folder, Path store, String name, String... extensions)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", "key"));
    arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name));
    for (String extension : extensions) {
      arguments.addAll(List.of("-ext", extension));
    }
    keytool(folder, store, arguments.toArray(String[]::new));
  }

  private static void keytool(Path folder, Path store, String... arguments) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }
}
