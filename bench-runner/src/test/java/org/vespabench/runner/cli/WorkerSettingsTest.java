package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.cli.Shell.Outcome;

/** What {@code bench worker} says of its settings. Nothing here starts one. */
final class WorkerSettingsTest {
  @TempDir private Path folder;
  private Shell shell;

  @BeforeEach
  void openShell() {
    shell = Shell.in(folder);
  }

  private Shell unsecured() {
    return shell
        .with("UNSECURED", "true")
        .with("BENCHMARK", Shell.WORDS)
        .with("BACKEND_URL", "http://127.0.0.1:1");
  }

  @Test
  void unsecuredABackendAndABenchmarkAreEnough() {
    Outcome outcome = unsecured().run("worker", "--print-config");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .contains("benchmark: test.words:benchmark")
        .anyMatch(line -> line.matches("port +3000 +the default"))
        .anyMatch(line -> line.matches("unsecured +true +UNSECURED"))
        .anyMatch(line -> line.matches("report-addr +none +the default"))
        .anyMatch(line -> line.matches("url +http://127.0.0.1:1 +BACKEND_URL"))
        .anyMatch(line -> line.matches("units +10 +the default"));
  }

  @Test
  void allThatIsMissingIsSaidAtOnce() {
    Outcome outcome = shell.run("worker");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("for 5 reasons")
        .contains("BENCHMARK", "BACKEND_URL", "CONTAINER_ID", "PUBLIC_IPADDR")
        .contains("VAST_TCP_PORT_3000");
  }

  @Test
  void soIsAllThatIsBadOrContradictory() {
    Outcome outcome =
        unsecured()
            .with("READY_TIMEOUT", "soon")
            .with("ALLOW_PARALLEL", "false")
            .with("MAX_CONCURRENCY", "4")
            .with("REPORT_ADDR", "http://user:secret@127.0.0.1")
            .with("CONTAINER_ID", "x")
            .with("VAST_TCP_PORT_3000", "99999")
            .run("worker", "--metrics-port", "3000", "--host", "no.such.host.invalid");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("READY_TIMEOUT='soon' is not", "(from the environment)")
        .contains("ALLOW_PARALLEL=false lets 1 request be at the backend, MAX_CONCURRENCY=4 lets 4")
        .contains("CONTAINER_ID='x' is not a whole number")
        .contains("VAST_TCP_PORT_3000='99999' is not a port")
        .contains("--metrics-port 3000 is the worker's own port")
        .contains("'no.such.host.invalid' is no address", "(from the command line)")
        .contains("REPORT_ADDR holds an address with a user")
        .doesNotContain("secret");
  }

  @Test
  void theTableIsPrintedAlthoughSomethingIsMissing() {
    Outcome outcome = shell.run("worker", "--print-config", "--port", "4000");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out().lines())
        .anyMatch(line -> line.matches("port +4000 +the command line"));
    assertThat(outcome.err()).contains("VAST_TCP_PORT_4000");
  }

  @Test
  void noSecretIsShown() {
    Outcome outcome =
        unsecured()
            .with("MASTER_TOKEN", "tell-nobody")
            .with("BACKEND_API_KEY", "nor-this")
            .with("REPORT_ADDR", "http://user:hush@127.0.0.1?key=hush")
            .run("worker", "--print-config");

    assertThat(outcome.out())
        .containsPattern("master-token +\\(set, not shown\\) +MASTER_TOKEN")
        .doesNotContain("tell-nobody", "nor-this", "hush");
    assertThat(outcome.err()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_WAIT_TIME, 20.5, max-wait-time, 20.5s",
    "VESPA_MAX_WAIT_TIME, 20, max-wait-time, 20s",
    "PYWORKER_READY_TIMEOUT_INITIAL, 60, ready-timeout, 60s",
    "READY_TIMEOUT_RESUME, 1m30s, ready-timeout-resume, 1m30s",
    "WORKER_PORT, 8000, port, 8000",
    "HEALTHCHECK_ENDPOINT, /up, healthcheck-endpoint, /up",
    "BLOCKED_PATHS, /a, blocked-paths, /a",
    "DEFAULT_COST, 7.5, default-cost, 7.5",
    "LOG_LEVEL, WARNING, log-level, WARNING",
    "USE_SSL, true, use-ssl, true"
  })
  void theOriginalsVariablesAreRead(String variable, String value, String setting, String shown) {
    Outcome outcome = unsecured().with(variable, value).run("worker", "--print-config");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .anyMatch(line -> line.matches(setting + " +" + shown + " +" + variable));
  }

  @Test
  void thePortThatClientsUseIsShownWithItsVariable() {
    Outcome outcome =
        unsecured().with("VAST_TCP_PORT_3000", "41234").run("worker", "--print-config");

    assertThat(outcome.out().lines())
        .anyMatch(line -> line.matches("public-port +41234 \\(VAST_TCP_PORT_3000\\) .*"));
  }

  @Test
  void securedItMustReport() {
    Outcome outcome =
        shell
            .with("BENCHMARK", Shell.WORDS)
            .with("BACKEND_URL", "http://127.0.0.1:1")
            .with("REPORT_ADDR", "none")
            .run("worker");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("REPORT_ADDR=none", "UNSECURED=true");
  }
}
