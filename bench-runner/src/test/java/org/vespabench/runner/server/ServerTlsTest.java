package org.vespabench.runner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  @TempDir static Path folder;

  private static TestKeys rsa;
  private static TestKeys ec;

  @BeforeAll
  static void create() throws Exception {
    rsa = TestKeys.create(folder, "RSA");
    ec = TestKeys.create(folder, "EC");
  }

  @Test
  void servesHttpsWithAnRsaKeyInPkcs8() throws Exception {
    assertThat(echo(rsa, rsa.key, "hello")).isEqualTo("hello");
  }

  @Test
  void servesHttpsWithAnRsaKeyInPkcs1() throws Exception {
    assertThat(echo(rsa, rsa.rsaKey(), "hello")).isEqualTo("hello");
  }

  @Test
  void servesHttpsWithAnEllipticKeyAndLargeBodies() throws Exception {
    String large = "0123456789".repeat(300_000);

    assertThat(echo(ec, ec.key, large).equals(large)).isTrue();
  }

  @Test
  void tellsWhenAClientOverTlsGoes() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    ServerOptions options = ServerOptions.LIMITED.withTls(ec.certificate, ec.key);
    try (HttpServer server =
        HttpServer.start(
            here(),
            0,
            options,
            (head, body, reply) -> {
              reply.onClosed(gone::countDown);
              handled.countDown();
            })) {
      try (RawConnection client =
          RawConnection.of(
              ec.trust().getSocketFactory().createSocket("127.0.0.1", server.port()))) {
        client.get("/");
        assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void saysWhichFileCannotBeUsedAndWhy() throws Exception {
    Path absent = folder.resolve("absent.pem");
    Path broken = Files.writeString(folder.resolve("broken.pem"), "nothing");
    Path encrypted =
        Files.writeString(
            folder.resolve("encrypted.pem"),
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");

    assertTrouble(
        absent, rsa.key, "cannot use " + absent + " as the certificate: there is no such file");
    assertTrouble(rsa.key, rsa.key, "cannot use " + rsa.key + " as the certificate: it");
    assertTrouble(
        rsa.certificate,
        broken,
        "cannot use " + broken + " as the private key: it holds no private key");
    assertTrouble(rsa.certificate, encrypted, "openssl pkcs8 -topk8 -nodes -in " + encrypted);
    assertTrouble(
        rsa.certificate,
        ec.key,
        "cannot use "
            + ec.key
            + " as the private key: it is not that of the first certificate in "
            + rsa.certificate);
  }

  private static void assertTrouble(Path certificate, Path key, String message) {
    assertThatThrownBy(() -> ServerOptions.LIMITED.withTls(certificate, key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static String echo(TestKeys keys, Path key, String text) throws Exception {
    ServerOptions options = ServerOptions.LIMITED.withTls(keys.certificate, key);
    StreamingHandler echo =
        StreamingHandler.gathering(
            10_000_000, (request, reply) -> reply.send(200, Map.of(), request.body()));
    try (HttpServer server = HttpServer.start(here(), 0, options, echo)) {
      assertThat(server.url()).hasScheme("https");
      HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(keys.trust())
              .build();
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/"))
                  .POST(BodyPublishers.ofString(text))
                  .build(),
              BodyHandlers.ofString());
      return response.body();
    }
  }

  private static InetAddress here() {
    return InetAddress.getLoopbackAddress();
  }
}
