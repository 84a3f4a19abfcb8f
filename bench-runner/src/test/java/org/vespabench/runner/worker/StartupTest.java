package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BenchmarkException;
import org.vespabench.testkit.ScriptedReply;

/** How a worker becomes ready, what it says until then, and what becomes of what fails. */
final class StartupTest {
  private static final ScriptedReply ILL = ScriptedReply.status(503, "");

  /** Fails as a benchmark does. */
  private record Failing() implements CapacitySource {
    @Override
    public boolean isKept() {
      return false;
    }

    @Override
    public double unitsPerSecond() {
      throw new BenchmarkException("all rounds are empty");
    }

    @Override
    public void stop() {
      // it has ended
    }
  }

  @Test
  void itReportsWhileTheBackendLoadsAndThenItsCapacity() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (Stand stand = Stand.secured()) {
      stand.backend.on("/health", request -> well.get() ? Stand.OK : ILL);
      stand.start();
      JsonObject loading = stand.awaitStatus(one -> true);
      assertThat(loading.get("max_perf").getAsDouble()).isZero();
      assertThat(loading.get("id").getAsInt()).isEqualTo(7);
      assertThat(loading.get("url").getAsString()).isEqualTo(stand.worker().url().toString());
      assertThat(stand.worker().isReady()).isFalse();

      well.set(true);

      JsonObject ready = stand.awaitStatus(one -> one.get("max_perf").getAsDouble() == 100);
      assertThat(ready.get("loadtime").getAsDouble()).isPositive();
      assertThat(Stand.error(ready)).isEmpty();
      assertThat(stand.worker().isReady()).isTrue();
      assertThat(stand.worker().isListening()).isTrue();
    }
  }

  @Test
  void aBackendThatDoesNotBecomeReadyIsAnErrorAndTheWorkerLivesOn() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.backend.on("/health", ILL);
      stand.health =
          HealthCheck.of(
                  stand.health.backend(), "/health", false, Duration.ofMillis(20), Duration.ZERO)
              .withPauses(Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(10));
      stand.start();

      JsonObject status = stand.awaitStatus(one -> !Stand.error(one).isEmpty());

      assertThat(Stand.error(status)).contains("GET /health answers 503", "READY_TIMEOUT");
      assertThat(status.get("max_perf").getAsDouble()).isZero();
      assertThat(stand.client().get("/ping").statusCode()).isEqualTo(200);
      assertThat(stand.client().post("/any", "{}").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aBenchmarkThatFailsNeverBecomesACapacity() throws Exception {
    try (Stand stand = Stand.secured().measuring(new Failing())) {
      stand.start();

      JsonObject status = stand.awaitStatus(one -> !Stand.error(one).isEmpty());

      assertThat(Stand.error(status)).isEqualTo("the benchmark failed: all rounds are empty");
      assertThat(stand.statuses()).allMatch(one -> one.get("max_perf").getAsDouble() == 0);
      assertThat(stand.worker().isReady()).isFalse();
    }
  }

  @Test
  void unlessTheOperatorNamesAFallback() throws Exception {
    try (Stand stand = Stand.secured().measuring(new Failing())) {
      stand.fallback = OptionalDouble.of(1);
      stand.ready();

      JsonObject status = stand.awaitStatus(one -> one.get("max_perf").getAsDouble() == 1);

      assertThat(Stand.error(status)).isEmpty();
    }
  }

  @Test
  void withoutTheAutoscalersKeyNothingIsServedUntilItIsThere() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.autoscaler.on(
          "/pubkey/",
          ScriptedReply.status(500, ""),
          ScriptedReply.text(Stand.SIGNER.publicKeyPem()));
      stand.start();
      Stand.soon().until(() -> !stand.autoscaler.requests("/pubkey/").isEmpty());
      assertThat(stand.client().post("/any", "{}").statusCode()).isEqualTo(503);

      Stand.soon().until(stand.worker()::isReady);

      assertThat(stand.autoscaler.requests("/pubkey/")).hasSize(2);
    }
  }

  @Test
  void aBackendThatIsIllForAWhileIsReportedAndThenWellAgain() throws Exception {
    AtomicBoolean well = new AtomicBoolean(true);
    try (Stand stand = Stand.secured()) {
      stand.backend.on("/health", request -> well.get() ? Stand.OK : ILL);
      stand.ready();

      well.set(false);
      JsonObject ill = stand.awaitStatus(one -> !Stand.error(one).isEmpty());
      well.set(true);

      assertThat(Stand.error(ill)).isEqualTo("the backend is not well: GET /health answers 503");
      assertThat(ill.get("max_perf").getAsDouble()).isEqualTo(100);
      Stand.soon().until(() -> Stand.error(stand.lastStatus()).isEmpty());
    }
  }

  @Test
  void aSingleLookThatFailsIsNoError() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.backend.on("/health", Stand.OK, ILL, ILL, Stand.OK);
      stand.ready();

      Stand.soon().until(() -> stand.backend.requests("/health").size() > 8);

      assertThat(stand.statuses()).allMatch(one -> Stand.error(one).isEmpty());
    }
  }

  @Test
  void anEndpointThatTheOperatorNamedMustSucceed() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.backend.on("/own", ScriptedReply.status(404, ""), Stand.OK);
      stand.health =
          HealthCheck.of(
                  stand.health.backend(), "/own", true, Duration.ofSeconds(20), Duration.ZERO)
              .withPauses(Duration.ofMillis(5), Duration.ofMinutes(1), Duration.ofSeconds(10));

      stand.ready();

      assertThat(stand.backend.requests("/own")).hasSize(2);
    }
  }

  @Test
  void aPortThatIsTakenIsReported() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Stand stand = Stand.secured()) {
      stand.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      stand.start();

      JsonObject status = stand.awaitStatus(one -> !Stand.error(one).isEmpty());

      assertThat(Stand.error(status)).contains("port " + taken.getLocalPort(), "in use");
      assertThat(stand.worker().isListening()).isFalse();
    }
  }

  @Test
  void whereNobodyWouldHearOfItATakenPortEndsTheWorker() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Stand stand = Stand.unsecured()) {
      stand.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

      assertThatThrownBy(stand::start)
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("in use");
    }
  }
}
