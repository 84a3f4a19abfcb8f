package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.fleet.Fleet.WORKER;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkerStatusTest {
  @Test
  void everyFieldHasItsNameAndItsType() {
    Meter meter = new Meter();
    meter.admit(Ask.of(500, "12345", "678"));
    meter.admit(Ask.of(5242.88, "12346", "900719925474099312345"));
    meter.admit(Ask.of(100, "12347", "680")).succeeded();
    meter.rejected(Ask.of(7, "12348", "681"));
    Condition loaded =
        new Condition(Optional.of(new Condition.Load(1234.56, Duration.ofSeconds(90))), "");

    assertThat(WorkerStatus.of(WORKER, meter.snapshot(), loaded, 90, 1.5).toJson())
        .isEqualTo(
            "{\"id\":42,\"mtoken\":\"secret-token\",\"version\":\"1.1.0\",\"loadtime\":90.0,"
                + "\"cur_load\":5742.88,\"rej_load\":7.0,\"new_load\":5842.88,\"error_msg\":\"\","
                + "\"max_perf\":1234.56,\"cur_perf\":100.0,\"cur_capacity\":0,\"max_capacity\":0,"
                + "\"num_requests_working\":2,\"num_requests_recieved\":4,"
                + "\"additional_disk_usage\":1.5,"
                + "\"working_request_idxs\":[678,900719925474099312345],"
                + "\"url\":\"https://203.0.113.7:41234\"}");
  }

  @Test
  void aWorkerThatLoadsHasNoFigures() {
    assertThat(WorkerStatus.of(WORKER, new Meter().snapshot(), Condition.LOADING, 0, 0).toJson())
        .contains("\"loadtime\":0.0", "\"max_perf\":0.0", "\"working_request_idxs\":[]");
  }

  @Test
  void anIdentityDoesNotShowItsToken() {
    assertThat(WORKER.toString()).contains("42").doesNotContain("secret");
  }
}
