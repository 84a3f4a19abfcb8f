package org.vespabench.runner.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.route.RouteStand.named;
import static org.vespabench.runner.route.RouteStand.request;
import static org.vespabench.runner.route.RouteStand.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.http.Roots;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.server.TestKeys;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class WorkerTrustTest {
  @Test
  void rootsAreFetchedForTheFirstHttpsWorkerAndForWorkersAlone(@TempDir Path folder)
      throws Exception {
    TestKeys root = TestKeys.oddAuthority(folder, "root");
    TestKeys keys = root.sign("worker");
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend plain = worker(ScriptedReply.json("{\"done\": 1}"));
        ScriptedBackend secure =
            ScriptedBackend.start(keys.context().getServerSocketFactory())
                .on("/v1/x", ScriptedReply.json("{\"done\": 1}"))) {
      stand
          .autoscaler()
          .on("/static/jvastai_root.cer", ScriptedReply.text(Files.readString(root.certificate)));
      stand.answers(named(plain, "1"), named(secure, "1"), named(secure, "1"));

      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.autoscaler().requests("/static/jvastai_root.cer")).isEmpty();
      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.autoscaler().requests("/static/jvastai_root.cer")).hasSize(1);
    }
  }

  @Test
  void aWorkerThatNobodyVouchesForIsNamed(@TempDir Path folder) throws Exception {
    Path root = TestKeys.authority(folder, "root").certificate;
    TestKeys keys = TestKeys.selfSigned(folder, "stranger", "127.0.0.1");
    try (RouteStand stand =
            new RouteStand(
                Routing.OnNoWorker.WAIT, Duration.ofSeconds(30), Optional.of(Roots.read(root)));
        ScriptedBackend secure = ScriptedBackend.start(keys.context().getServerSocketFactory())) {
      stand.answers(named(secure, "1"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().label()).isEqualTo("connect:tls");
      assertThat(exchange.failure().message()).contains("CN=stranger", root.toString());
      assertThat(stand.counts().connectionErrors()).containsOnlyKeys(secure.url().toString());
    }
  }

  @Test
  void withoutRootsNoHttpsWorkerIsTrustedUntilTheyAreThere(@TempDir Path folder) throws Exception {
    TestKeys root = TestKeys.oddAuthority(folder, "root");
    TestKeys keys = root.sign("worker");
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend secure =
            ScriptedBackend.start(keys.context().getServerSocketFactory())
                .on("/v1/x", ScriptedReply.json("{\"done\": 1}"))) {
      stand
          .autoscaler()
          .on(
              "/static/jvastai_root.cer",
              ScriptedReply.status(404, "no"),
              ScriptedReply.text(Files.readString(root.certificate)));
      stand.answers(named(secure, "1"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message())
          .contains("cannot be fetched from " + stand.autoscaler().url() + "/static/")
          .contains("status 404", "--cacert FILE");
      assertThat(secure.requests()).isEmpty();
      assertThat(stand.send(request(1)).exchange().failure()).isNull();
    }
  }
}
