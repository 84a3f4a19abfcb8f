package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.http.Roots;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.TestKeys;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Which https workers get a request. */
@Timeout(60)
final class RelayTrustTest {
  @TempDir private Path folder;

  private static ScriptedBackend secure(TestKeys keys) throws Exception {
    return ScriptedBackend.start(keys.context().getServerSocketFactory())
        .otherwise(ScriptedReply.text("safe"));
  }

  private TestKeys root;

  /** As the real root, it does not say that it may sign certificates. */
  @BeforeEach
  void makeRoot() throws Exception {
    root = TestKeys.oddAuthority(folder, "root");
  }

  private TestKeys signed() throws Exception {
    return root.sign("worker");
  }

  @Test
  void rootsAreFetchedOnceForTheFirstHttpsWorker() throws Exception {
    try (ScriptedBackend worker = secure(signed());
        RelayStand stand = RelayStand.open()) {
      stand.worker.otherwise(ScriptedReply.text("plain"));
      stand.autoscaler.on(
          "/static/jvastai_root.cer", ScriptedReply.text(Files.readString(root.certificate)));

      assertThat(stand.send("{}").body()).isEqualTo("plain");
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).isEmpty();
      stand.routesTo(worker);
      assertThat(stand.send("{}").body()).isEqualTo("safe");
      assertThat(stand.send("{}").body()).isEqualTo("safe");
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).hasSize(1);
    }
  }

  @Test
  void whoComesWhileRootsAreFetchedWaitsForThem() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (ScriptedBackend worker = secure(signed());
        RelayStand stand = RelayStand.open();
        RawConnection first = stand.connect();
        RawConnection second = stand.connect()) {
      stand.routesTo(worker);
      stand.autoscaler.on(
          "/static/jvastai_root.cer",
          ScriptedReply.text(Files.readString(root.certificate)).withPermits(permits));
      RelayStand.post(first, "{}");
      stand.autoscaler.awaitRequest("/static/jvastai_root.cer");
      RelayStand.post(second, "{}");
      await().until(() -> stand.questions().size() == 2);

      permits.release(2); // one would be left

      assertThat(RelayStand.answer(first).body()).isEqualTo("safe");
      assertThat(RelayStand.answer(second).body()).isEqualTo("safe");
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).hasSize(1);
    }
  }

  @Test
  void aNameThatIsNotTheWorkersIsNotTrusted() throws Exception {
    try (ScriptedBackend worker = secure(signed());
        RelayStand stand = RelayStand.trusting(Optional.of(Roots.read(root.certificate)), false)) {
      String misnamed = "https://localhost:" + worker.url().getPort();
      stand.answers(RelayStand.named(misnamed, "1"));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("worker_unreachable");
      assertThat(answer.message()).contains("CN=worker", "is not localhost's");
      assertThat(worker.requests()).isEmpty();
    }
  }

  @Test
  void aWorkerThatNobodyVouchesForIsNotTrusted() throws Exception {
    TestKeys stranger = TestKeys.selfSigned(folder, "stranger", "127.0.0.1");
    try (ScriptedBackend worker = secure(stranger);
        RelayStand stand = RelayStand.trusting(Optional.of(Roots.read(root.certificate)), false)) {
      stand.routesTo(worker);

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.message()).contains("CN=stranger", root.certificate.toString());
      assertThat(worker.requests()).isEmpty();
    }
  }

  @Test
  void withoutRootsItSaysWhatToDoAndTriesAgainForTheNext() throws Exception {
    try (ScriptedBackend worker = secure(signed());
        RelayStand stand = RelayStand.open()) {
      stand.routesTo(worker);
      stand.autoscaler.on(
          "/static/jvastai_root.cer",
          ScriptedReply.status(404, "no"),
          ScriptedReply.text(Files.readString(root.certificate)));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.message()).contains("/static/", "status 404", "--cacert FILE");
      assertThat(worker.requests()).isEmpty();
      assertThat(stand.send("{}").body()).isEqualTo("safe");
      assertThat(stand.send("{}").body()).isEqualTo("safe");
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).hasSize(2);
    }
  }

  @Test
  void whoeverAsksForItTrustsAnyOfAnyName() throws Exception {
    TestKeys stranger = TestKeys.selfSigned(folder, "stranger", "elsewhere");
    try (ScriptedBackend worker = secure(stranger);
        RelayStand stand = RelayStand.trusting(Optional.empty(), true)) {
      stand.routesTo(worker);

      assertThat(stand.send("{}").body()).isEqualTo("safe");
    }
  }
}
