package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.relay.Relayed;

/** What {@code bench client} says where it cannot serve, and of what it served. */
@Timeout(60)
final class ClientOutcomeTest {
  @TempDir private Path folder;

  private Shell.Outcome client(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "client";
    arguments[1] = "-b";
    arguments[2] = Shell.WORDS;
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Shell.in(folder).run(arguments);
  }

  @Test
  void withoutAnEndpointItSaysHowToNameOne() {
    Shell.Outcome outcome = client();

    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines())
        .containsExactly(
            "bench: no endpoint is named: give its name with -e, or set VAST_ENDPOINT, for example bench client -e my-endpoint.");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void withoutAKeyItSaysWhereKeysAreLookedFor() {
    Shell.Outcome outcome = client("-e", "mine");

    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("no key for the endpoint 'mine'", "--endpoint-key");
  }

  @Test
  void aPortInUseIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Shell.Outcome outcome =
          client("-e", "mine", "--endpoint-key", "endpoint-secret", "--port", port);

      assertThat(outcome.status()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.errLines())
          .containsExactly(
              "bench: cannot listen on 127.0.0.1 port %s: it is in use or not ours. Stop what uses it, pick another port, or 0 for any free one. (--port %s)"
                  .formatted(port, port));
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void theBenchmarkOnlyPricesSoItsFlagsAreNone() {
    Shell.Outcome outcome = client("-e", "mine", "--units", "5");

    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("unknown flag '--units'");
    assertThat(client("--help").out()).contains("--max-body").doesNotContain("--units");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | http://w:1 |         | POST /v1/x: 200 in 1.500 s, cost 500, worker http://w:1
          0   | http://w:1 | it left | POST /v1/x: no reply in 1.500 s, cost 500, worker http://w:1: it left
          503 | ''         | nobody  | POST /v1/x: 503 in 1.500 s: nobody
          """)
  void aRequestIsOneLine(int status, String worker, String trouble, String line) {
    Relayed one =
        new Relayed(
            "POST",
            "/v1/x",
            status,
            worker,
            500,
            Duration.ofMillis(1500),
            trouble == null ? "" : trouble);

    assertThat(RelayLines.line(one)).isEqualTo(line);
  }
}
