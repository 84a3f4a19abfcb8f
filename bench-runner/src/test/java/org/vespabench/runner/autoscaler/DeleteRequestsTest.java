package org.vespabench.runner.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Offset.offset;
import static org.vespabench.runner.autoscaler.AutoscalerClient.status;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.autoscaler.Books.Outcome;
import org.vespabench.runner.autoscaler.Books.RouteRow;

class DeleteRequestsTest {
  private LocalAutoscaler autoscaler;
  private AutoscalerClient client;

  @BeforeEach
  void start() throws Exception {
    autoscaler = LocalAutoscaler.start(AutoscalerClient.options());
    client = new AutoscalerClient(autoscaler);
    client.report(status(1, 10));
  }

  @AfterEach
  void close() {
    autoscaler.close();
  }

  private long route(String cost) throws IOException, InterruptedException {
    return client.route(cost, 0).get("request_idx").getAsLong();
  }

  private double outstanding() {
    return autoscaler.worker(1).orElseThrow().outstandingCost();
  }

  @ParameterizedTest
  @CsvSource({"true, SUCCESS", "false, FAILED"})
  void theOlderFormEndsSeveralAtOnce(boolean success, Outcome outcome) throws Exception {
    long first = route("0.1");
    long second = route("0.2");
    long third = route("0.7");

    assertThat(client.delete(1, success, first, third).status()).isEqualTo(200);

    assertThat(outstanding()).isCloseTo(0.2, offset(1e-9));
    assertThat(autoscaler.books().routes())
        .extracting(RouteRow::requestIdx, RouteRow::outcome)
        .containsExactly(tuple(first, outcome), tuple(second, Outcome.OPEN), tuple(third, outcome));
    client.delete(1, success, second);
    assertThat(outstanding()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"Success, SUCCESS", "Error, ERROR", "Cancelled, CANCELLED", "Rejected, REJECTED"})
  void theNewerFormSaysHowItEnded(String status, Outcome outcome) throws Exception {
    long requestIdx = route("5");

    assertThat(client.delete(1, requestIdx, status).status()).isEqualTo(200);

    RouteRow row = autoscaler.books().routes().get(0);
    assertThat(row.outcome()).isEqualTo(outcome);
    assertThat(row.deletedNanos()).isGreaterThan(row.routedNanos());
    assertThat(outstanding()).isZero();
  }

  @Test
  void anEndThatIsReportedTwiceIsCounted() throws Exception {
    long requestIdx = route("5");

    client.delete(1, true, requestIdx);
    client.delete(1, false, requestIdx);

    assertThat(autoscaler.books().repeatedDeletes()).isEqualTo(1);
    assertThat(autoscaler.books().unknownDeletes()).isZero();
    assertThat(autoscaler.books().routes())
        .extracting(RouteRow::outcome)
        .containsExactly(Outcome.SUCCESS);
  }

  @Test
  void anEndFromAnotherWorkerChangesNothing() throws Exception {
    long requestIdx = route("5");

    client.delete(2, true, requestIdx);
    client.delete(1, true, 999);

    assertThat(autoscaler.books().unknownDeletes()).isEqualTo(2);
    assertThat(outstanding()).isEqualTo(5);
  }

  @Test
  void eachTryOfARequestEndsByItself() throws Exception {
    long requestIdx = route("5");
    client.delete(1, requestIdx, "Rejected");

    client.route("5", requestIdx);
    double again = outstanding();
    client.delete(1, requestIdx, "Success");

    assertThat(again).isEqualTo(5);
    assertThat(outstanding()).isZero();
    assertThat(autoscaler.books().routes())
        .extracting(RouteRow::outcome)
        .containsExactly(Outcome.REJECTED, Outcome.SUCCESS);
  }

  @Test
  void anEndThatComesAfterTheRetryLeavesTheRetryItsLoad() throws Exception {
    client.report(status(2, 10));
    long requestIdx = route("5");
    client.route("5", requestIdx); // goes to worker 2

    client.delete(1, requestIdx, "Rejected");
    double other = autoscaler.worker(2).orElseThrow().outstandingCost();
    client.delete(2, requestIdx, "Success");

    assertThat(other).isEqualTo(5);
    assertThat(autoscaler.worker(2).orElseThrow().outstandingCost()).isZero();
    assertThat(autoscaler.books().repeatedDeletes()).isZero();
    assertThat(autoscaler.books().unknownDeletes()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | worker_id is missing",
        "{\"worker_id\":1} | success is missing",
        "{\"worker_id\":1,\"success\":true} | request_idxs is missing",
        "{\"worker_id\":1,\"success\":1,\"request_idxs\":[]} | success is 1, not true or false",
        "{\"worker_id\":1,\"requests\":[7]} | an element of requests is 7, not an object",
        "{\"worker_id\":1,\"requests\":[{\"request_idx\":1}]} | status is missing",
        "{\"worker_id\":1,\"requests\":[{\"request_idx\":1,\"status\":\"Done\"}]} | status is 'Done', not one of Success, Error, Cancelled, Rejected"
      })
  void whatCannotBeReadIsNamedAndEndsNothing(String body, String error) throws Exception {
    AutoscalerClient.Answer answer = client.post("/delete_requests/", body);

    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(400);
  }
}
