package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A backend whose certificate is signed by nobody but itself. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  private static ScriptedBackend backend;
  private static ScriptedBackend misnamed;
  private static Path certificate;
  private static Path certificateOfMisnamed;

  @BeforeAll
  static void start() throws Exception {
    certificate = folder.resolve("good.pem");
    certificateOfMisnamed = folder.resolve("misnamed.pem");
    backend = start("good", "ip:127.0.0.1", certificate);
    misnamed = start("misnamed", "dns:elsewhere.invalid", certificateOfMisnamed);
  }

  @AfterAll
  static void close() {
    backend.close();
    misnamed.close();
  }

  private static ScriptedBackend start(String name, String subject, Path pem) throws Exception {
    KeyStore keys = selfSigned(folder.resolve(name + ".p12"), subject);
    byte[] der = keys.getCertificate("backend").getEncoded();
    String lines = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        pem, "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return ScriptedBackend.start(context.getServerSocketFactory())
        .on("/x", ScriptedReply.sse("a", "b"));
  }

  /** With the JDK's own tool: the JDK has no public class for it. */
  private static KeyStore selfSigned(Path file, String subject) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "backend",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + subject,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    Exchange exchange = measure(HttpOptions.to(backend.url()));

    assertThat(exchange.failure()).isNotNull();
    assertThat(exchange.failure().label()).isEqualTo("connect:tls");
  }

  @Test
  void theGivenCertificateIsTrusted() throws Exception {
    Exchange exchange =
        measure(HttpOptions.to(backend.url()).withTrust(Optional.of(certificate), false));

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.outputs().count()).isEqualTo(2);
    assertThat(exchange.outputs().first()).isPositive();
  }

  @Test
  void whatOneReadDeliveredIsKnownUnderTlsToo() throws Exception {
    Semaphore permits = new Semaphore(1);
    ScriptedReply stream = ScriptedReply.sse("a", "b", "c");
    backend.on("/apart", stream.withPermits(permits)).on("/together", stream);
    HttpOptions options = HttpOptions.to(backend.url()).withTrust(Optional.of(certificate), false);

    Exchange apart = measure(options, "/apart", new EventList(permits::release));
    Exchange together = measure(options, "/together", new EventList());

    assertThat(apart.outputs().count()).isEqualTo(3);
    assertThat(apart.outputs().gapsInOneRead()).isZero();
    assertThat(together.outputs().gapsInOneRead()).isEqualTo(2);
  }

  @Test
  void theGivenCertificateMustNameTheHost() throws Exception {
    Exchange exchange =
        measure(
            HttpOptions.to(misnamed.url()).withTrust(Optional.of(certificateOfMisnamed), false));

    assertThat(exchange.failure()).isNotNull();
    assertThat(exchange.failure().label()).isEqualTo("connect:tls");
  }

  @Test
  void anyCertificateIsTrustedIfAskedFor() throws Exception {
    Exchange exchange = measure(HttpOptions.to(misnamed.url()).withTrust(Optional.empty(), true));

    assertThat(exchange.failure()).isNull();
  }

  @Test
  void aFileWithoutCertificateIsNamed() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    HttpOptions options = HttpOptions.to(backend.url()).withTrust(Optional.of(empty), false);

    assertThatThrownBy(() -> HttpEngine.open(options, Proxy.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("Give a PEM file (--cacert).");
  }

  private static Exchange measure(HttpOptions options) throws Exception {
    return measure(options, "/x", new EventList());
  }

  private static Exchange measure(HttpOptions options, String path, EventList events)
      throws Exception {
    try (HttpEngine engine = HttpEngine.open(options, Proxy.NONE)) {
      TestRequest request = TestRequest.post(path, "{}").streaming(() -> events);
      return Stand.ended(engine.perform(request, Ticker.SYSTEM.nanos(), Duration.ofSeconds(15)));
    }
  }
}
