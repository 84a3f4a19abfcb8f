package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** Which limits there are not; those that there are stand in {@link LostConnectionTest}. */
class TimeLimitTest {
  private static final Duration LIMIT = Duration.ofMillis(150);

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void zeroIsNoTimeLimit() throws Exception {
    Semaphore permits = new Semaphore(0);
    stand.backend().on("/", ScriptedReply.json("{}").withPermits(permits));

    Operation unlimited = stand.perform(TestRequest.get("/"));
    Exchange limited = stand.measure(TestRequest.get("/"), LIMIT);

    assertThat(limited.failure().kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(unlimited.future()).isNotDone();
    permits.release(2);
    assertThat(Stand.ended(unlimited).failure()).isNull();
  }

  @Test
  void theLimitOnConnectingIsNoneOnTheReply() throws Exception {
    try (Stand hasty =
        Stand.open(
            options ->
                new HttpOptions(
                    options.url(),
                    options.headers(),
                    options.roots(),
                    options.insecure(),
                    Duration.ofMillis(500),
                    options.maxBodyBytes()))) {
      hasty.backend().on("/", ScriptedReply.json("{}").withDelay(Duration.ofMillis(1200)));

      assertThat(hasty.measure(TestRequest.get("/")).failure()).isNull();
    }
  }
}
