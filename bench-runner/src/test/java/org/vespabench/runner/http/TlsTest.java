package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.server.TestKeys;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A backend whose certificate is signed by nobody but itself. */
class TlsTest {
  @TempDir static Path folder;

  private static ScriptedBackend backend;
  private static ScriptedBackend misnamed;
  private static Path certificate;
  private static Path certificateOfMisnamed;

  @BeforeAll
  static void start() throws Exception {
    TestKeys keys = TestKeys.selfSigned(folder, "good", "127.0.0.1");
    TestKeys others = TestKeys.selfSigned(folder, "misnamed", "elsewhere.invalid");
    certificate = keys.certificate;
    certificateOfMisnamed = others.certificate;
    backend = serve(keys);
    misnamed = serve(others);
  }

  @AfterAll
  static void close() {
    backend.close();
    misnamed.close();
  }

  private static ScriptedBackend serve(TestKeys keys) throws Exception {
    return ScriptedBackend.start(keys.context().getServerSocketFactory())
        .on("/x", ScriptedReply.sse("a", "b"));
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
        measure(
            HttpOptions.to(backend.url()).withTrust(Optional.of(Roots.read(certificate)), false));

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.outputs().count()).isEqualTo(2);
    assertThat(exchange.outputs().first()).isPositive();
  }

  @Test
  void whatOneReadDeliveredIsKnownUnderTlsToo() throws Exception {
    Semaphore permits = new Semaphore(1);
    ScriptedReply stream = ScriptedReply.sse("a", "b", "c");
    backend.on("/apart", stream.withPermits(permits)).on("/together", stream);
    HttpOptions options =
        HttpOptions.to(backend.url()).withTrust(Optional.of(Roots.read(certificate)), false);

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
            HttpOptions.to(misnamed.url())
                .withTrust(Optional.of(Roots.read(certificateOfMisnamed)), false));

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

    assertThatThrownBy(() -> Roots.read(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("Give a PEM file (--cacert).");
  }

  /** As that of the autoscaler, whose extensions do not say that it may sign certificates. */
  @Test
  void aRootThatJavaWouldObjectToIsTrusted() throws Exception {
    TestKeys authority = TestKeys.oddAuthority(folder, "root");
    Path root = authority.certificate;
    try (ScriptedBackend worker = serve(authority.sign("odd"))) {
      HttpOptions options = HttpOptions.to(worker.url());

      Exchange exchange = measure(options.withTrust(Optional.of(Roots.read(root)), false));
      Exchange stranger = measure(options.withTrust(Optional.of(Roots.read(certificate)), false));

      assertThat(exchange.failure()).isNull();
      assertThat(stranger.failure()).isNotNull();
      assertThat(stranger.failure().label()).isEqualTo("connect:tls");
      assertThat(stranger.failure().message())
          .contains("CN=odd", "is not signed by one of " + certificate);
    }
  }

  @Test
  void whatIsOutOfDateOrForClientsIsNotTrustedThoughTheRootSignedIt() throws Exception {
    TestKeys authority = TestKeys.oddAuthority(folder, "strict-root");
    Optional<Roots> roots = Optional.of(Roots.read(authority.certificate));
    try (ScriptedBackend old = serve(authority.signExpired("old"));
        ScriptedBackend client = serve(authority.signForClient("client"))) {
      Exchange expired = measure(HttpOptions.to(old.url()).withTrust(roots, false));
      Exchange noServer = measure(HttpOptions.to(client.url()).withTrust(roots, false));

      assertThat(expired.failure()).isNotNull();
      assertThat(expired.failure().label()).isEqualTo("connect:tls");
      assertThat(noServer.failure()).isNotNull();
      assertThat(noServer.failure().label()).isEqualTo("connect:tls");
    }
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
