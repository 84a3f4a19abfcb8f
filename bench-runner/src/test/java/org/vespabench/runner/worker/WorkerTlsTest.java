package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.server.TestKeys;

/** A worker that serves https, as it does in production. */
final class WorkerTlsTest {
  @TempDir private Path folder;

  @Test
  void itServesHttpsAndSaysSo() throws Exception {
    TestKeys keys = TestKeys.create(folder, "RSA");
    try (Stand stand = Stand.secured()) {
      stand.tls = Optional.of(new WorkerOptions.Tls(keys.certificate, keys.key));
      stand.ready().backend.on("/any", Stand.OK);
      URI url = URI.create(stand.worker().url() + "/any");
      HttpClient client = HttpClient.newBuilder().sslContext(keys.trust()).build();

      HttpResponse<String> reply =
          client.send(
              HttpRequest.newBuilder(url)
                  .POST(BodyPublishers.ofString(Stand.envelope(stand.signed("1", 1), "{}"), UTF_8))
                  .build(),
              BodyHandlers.ofString(UTF_8));

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(url.getScheme()).isEqualTo("https");
      JsonObject status = stand.awaitStatus(one -> true);
      assertThat(status.get("url").getAsString()).isEqualTo(stand.worker().url().toString());
    }
  }

  @Test
  void aCertificateThatIsNotThereIsReported() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.tls =
          Optional.of(
              new WorkerOptions.Tls(folder.resolve("gone.crt"), folder.resolve("gone.key")));
      stand.start();

      JsonObject status = stand.awaitStatus(one -> !Stand.error(one).isEmpty());

      assertThat(Stand.error(status)).contains("gone.crt", "there is no such file");
    }
  }
}
