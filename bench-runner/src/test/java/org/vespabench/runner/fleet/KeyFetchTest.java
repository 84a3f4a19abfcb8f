package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vespabench.runner.fleet.Fleet.ERROR;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.BenchmarkException;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class KeyFetchTest {
  private static final String PATH = "/pubkey/";
  private static final String PEM = "-----BEGIN PUBLIC KEY-----\nMFww\n-----END PUBLIC KEY-----\n";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<Duration> NO_PAUSES = Collections.nCopies(4, Duration.ZERO);

  @Test
  void theKeyComesAfterTwoFailures() throws Exception {
    ScriptedReply lost = ScriptedReply.raw("").thenClose();
    try (ScriptedBackend server =
            ScriptedBackend.start().on(PATH, ERROR, lost, ScriptedReply.text(PEM));
        Autoscaler autoscaler = Fleet.autoscaler(server)) {
      assertThat(KeyFetch.pem(autoscaler, NO_PAUSES, LIMIT)).isEqualTo(PEM);

      assertThat(server.requests(PATH)).hasSize(3).allMatch(one -> one.method().equals("GET"));
    }
  }

  @Test
  void aSecondAddressIsAskedBeforeAnyPause() throws Exception {
    try (ScriptedBackend server = ScriptedBackend.start().on(PATH, ScriptedReply.text(PEM));
        Autoscaler autoscaler = Fleet.autoscaler(Fleet.gone(), server)) {
      assertThat(KeyFetch.pem(autoscaler, List.of(Duration.ofHours(1)), LIMIT)).isEqualTo(PEM);
    }
  }

  @Test
  void withoutAKeyItSaysWhatFailedWhere() throws Exception {
    try (ScriptedBackend page = ScriptedBackend.start().on(PATH, ScriptedReply.html("<html>"));
        ScriptedBackend broken = ScriptedBackend.start().on(PATH, ERROR);
        Autoscaler autoscaler = Fleet.autoscaler(page, broken)) {
      assertThatThrownBy(() -> KeyFetch.pem(autoscaler, NO_PAUSES, LIMIT))
          .isInstanceOf(BenchmarkException.class)
          .hasMessage(
              "the key that requests are verified by cannot be fetched, after 5 attempts: "
                  + page.url()
                  + "/pubkey/: what it answers is no public key in PEM form; "
                  + broken.url()
                  + "/pubkey/: status 500. Check REPORT_ADDR, and that this machine reaches it.");
      assertThat(page.requests(PATH)).hasSize(5);
      assertThat(broken.requests(PATH)).hasSize(5);
    }
  }

  @Test
  void anAddressThatHangsIsLeftAfterItsLimit() throws Exception {
    try (ScriptedBackend server = ScriptedBackend.start().on(PATH, ScriptedReply.hang());
        Autoscaler autoscaler = Fleet.autoscaler(server)) {
      assertThatThrownBy(() -> KeyFetch.pem(autoscaler, List.of(), Duration.ofMillis(50)))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("/pubkey/: not done within 50 ms");
    }
  }

  @Test
  void pausesGrowUpToALimit() {
    assertThat(KeyFetch.pauses(1)).isEmpty();
    assertThat(KeyFetch.pauses(7))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
  }
}
