package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.fleet.Fleet.FAST;
import static org.vespabench.runner.fleet.Fleet.WORKER;
import static org.vespabench.runner.fleet.Fleet.soon;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.autoscaler.AutoscalerOptions;
import org.vespabench.runner.autoscaler.LocalAutoscaler;
import org.vespabench.runner.autoscaler.WorkerRow;

/** Both sides together: what one writes, the other reads. */
@Timeout(60)
final class LocalAutoscalerTest {
  private static final Signer SIGNER = Signer.generate();

  private final Meter meter = new Meter();
  private LocalAutoscaler server;
  private Autoscaler autoscaler;

  @BeforeEach
  void start() throws Exception {
    server =
        LocalAutoscaler.start(
            AutoscalerOptions.defaults().withSigner(SIGNER).withMasterToken(WORKER.masterToken()));
    autoscaler = Autoscaler.open(ReportAddresses.parse(server.url().toString()), Map.of());
  }

  @AfterEach
  void stop() {
    autoscaler.close();
    server.close();
  }

  @Test
  void itReadsWhatAWorkerReports() {
    try (StatusReporter reporter = StatusReporter.start(autoscaler, WORKER, meter, FAST)) {
      reporter.loaded(1234.5, Duration.ofSeconds(3));
      meter.admit(Ask.of(500, "1", "678"));
      meter.admit(Ask.of(20.5, "2", "679")).succeeded();
      soon().untilAsserted(() -> assertThat(row().sums().served()).isEqualTo(20.5));

      assertThat(row().last().curLoad()).isEqualTo(500);
      assertThat(row().last().maxPerf()).isEqualTo(1234.5);
      assertThat(row().last().workingRequestIdxs()).containsExactly(678L);
      assertThat(row().sums().received()).isEqualTo(520.5);
      assertThat(reporter.failed()).isZero();
    }
  }

  private WorkerRow row() {
    return server.worker(WORKER.id()).orElseThrow(() -> new AssertionError("no report yet"));
  }

  @ParameterizedTest
  @EnumSource
  void itReadsWhichRequestsAreFinished(FinishedForm form) {
    meter.admit(Ask.of(1, "1", "11")).succeeded();
    meter.rejected(Ask.of(1, "2", "12"));
    try (FinishedReporter reporter =
        FinishedReporter.start(autoscaler, WORKER, meter, form, FAST)) {
      soon().until(() -> meter.finished().size() == 0);

      // It routed neither, but knows of both.
      assertThat(server.books().unknownDeletes()).isEqualTo(2);
      assertThat(reporter.failed()).isZero();
    }
  }

  @Test
  void itGivesItsKey() throws Exception {
    assertThat(KeyFetch.pem(autoscaler, KeyFetch.pauses(5), Duration.ofSeconds(10)))
        .contains("-----BEGIN PUBLIC KEY-----");
  }
}
