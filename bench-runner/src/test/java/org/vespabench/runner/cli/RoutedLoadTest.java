package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A console, an autoscaler and two workers, all by script. */
@Timeout(60)
final class RoutedLoadTest {
  private static final String ROWS =
      "{\"results\": [{\"endpoint_name\": \"mine\", \"api_key\": \"endpoint-secret\"}]}";

  @TempDir private Path folder;

  private ScriptedBackend first;
  private ScriptedBackend second;
  private ScriptedBackend autoscaler;

  @BeforeEach
  void start() throws Exception {
    first = WordsBackend.start();
    second = WordsBackend.start();
    autoscaler =
        ScriptedBackend.start()
            .on("/api/v0/endptjobs/", ScriptedReply.json(ROWS))
            .on("/route/", named(first), named(second));
  }

  @AfterEach
  void close() {
    autoscaler.close();
    second.close();
    first.close();
  }

  /** One that names the first worker once, and the second from then on. */
  private static ScriptedReply named(ScriptedBackend worker) {
    return ScriptedReply.json(
        """
        {"endpoint": "mine", "url": "%s", "cost": 10.0, "reqnum": 1, "request_idx": 2,
         "signature": "c2ln"}
        """
            .formatted(worker.url()));
  }

  @Test
  void theOriginalsFlagsRouteEachRequest() throws Exception {
    Shell.Outcome outcome = load(shell(), "-k", "account-secret", "-e", "mine", "-i", "alpha");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains(
            "test.words:benchmark by mine through " + autoscaler.url(),
            "Worker           %s: 1 of 1 successful".formatted(first.url()),
            "Worker           %s: 9 of 9 successful".formatted(second.url()),
            "routing ",
            "waiting for worker ");
    assertThat(autoscaler.requests("/api/v0/endptjobs/")).hasSize(1);
    assertThat(autoscaler.requests("/api/v0/endptjobs/").get(0).query())
        .isEqualTo("autoscaler_instance=alpha");
    assertThat(autoscaler.requests("/route/")).hasSize(10);
    assertThat(first.requests("/words")).hasSize(1);
    assertThat(second.requests("/words")).hasSize(9);
    JsonObject stage =
        JsonParser.parseString(Files.readString(shell().out().resolve("result.json")))
            .getAsJsonObject()
            .getAsJsonObject("load")
            .getAsJsonArray("stages")
            .get(0)
            .getAsJsonObject();
    assertThat(stage.getAsJsonObject("workers").keySet())
        .containsExactlyInAnyOrder(first.url().toString(), second.url().toString());
    assertThat(stage.getAsJsonObject("latencyMillis").keySet())
        .contains("routing", "waitingForWorker", "worker");
    JsonObject line =
        JsonParser.parseString(Files.readAllLines(shell().out().resolve("requests.jsonl")).get(0))
            .getAsJsonObject();
    assertThat(line.get("asked").getAsInt()).isOne();
    assertThat(line.get("sentMillis").getAsDouble())
        .isLessThan(line.get("answeredMillis").getAsDouble());
    assertThat(line.get("routedMillis").getAsDouble())
        .isLessThan(line.get("workerSentMillis").getAsDouble());
    assertThat(line.get("workerSentMillis").getAsDouble())
        .isLessThan(line.get("doneMillis").getAsDouble());
    assertThat(shell().written()).doesNotContain("account-secret", "endpoint-secret");
    assertThat(outcome.err()).doesNotContain("account-secret", "endpoint-secret");
  }

  @Test
  void anEndpointsKeyIsNotLookedUp() {
    Shell.Outcome outcome =
        load(shell().with("VAST_API_KEY", "endpoint-other").against(first.url()), "-e", "mine");

    assertThat(outcome.status()).as("BACKEND_URL gives way: %s", outcome.err()).isZero();
    assertThat(autoscaler.requests("/api/v0/endptjobs/")).isEmpty();
    assertThat(autoscaler.requests("/route/"))
        .extracting(request -> request.header("Authorization").orElse(""))
        .containsOnly("Bearer endpoint-other");
  }

  @Test
  void theAccountsKeyMayBeInItsFile() throws Exception {
    Files.writeString(folder.resolve(".vast_api_key"), "account-of-file\n");

    Shell.Outcome outcome = load(shell().with("HOME", folder.toString()), "-e", "mine");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    ReceivedRequest lookup = autoscaler.requests("/api/v0/endptjobs/").get(0);
    assertThat(lookup.header("Authorization")).contains("Bearer account-of-file");
  }

  @Test
  void withoutAKeyItSaysWhereOneMayBe() {
    Shell.Outcome outcome = load(shell().with("HOME", folder.toString()), "-e", "mine");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("no key for the endpoint 'mine'", "-k, VAST_ACCOUNT_KEY", "~/.vast_api_key");
    assertThat(autoscaler.requests()).isEmpty();
  }

  @Test
  void oneBackendAndAnEndpointAreTwoThings() {
    Shell.Outcome outcome =
        load(shell(), "-k", "x-secret", "-e", "mine", "--url", first.url().toString());

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("--url " + first.url(), "--endpoint mine", "Give one");
  }

  @Test
  void whereNoWorkerIsReadyItFailsIfAskedTo() {
    autoscaler.on("/route/", ScriptedReply.json("{\"status\": \"Stopped\"}"));

    Shell.Outcome outcome =
        load(shell(), "-e", "mine", "--endpoint-key", "x-secret", "--on-no-worker", "fail");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("no worker is ready: Stopped", "raise --route-timeout");
    assertThat(autoscaler.requests("/route/")).hasSize(10);
  }

  @Test
  void whatIsWrongIsToldBeforeAnybodyIsAsked() {
    Shell.Outcome outcome =
        load(shell(), "-k", "account-secret", "-e", "mine", "--slo", "nonsense=1s");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(autoscaler.requests()).isEmpty();
  }

  @Test
  void anEndpointOfTheEnvironmentGivesWayToAUrl() {
    Shell.Outcome outcome =
        load(shell().with("VAST_ENDPOINT", "mine"), "--url", first.url().toString());

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(autoscaler.requests()).isEmpty();
    assertThat(first.requests("/words")).hasSize(10);
  }

  @Test
  void whatOthersFollowFromCannotBeRouted() {
    Shell.Outcome outcome =
        Shell.in(folder)
            .seeing("/follow-ups/")
            .with("BENCH_AUTOSCALER_URL", autoscaler.url().toString())
            .run(
                "load",
                "test.followed",
                "-n",
                "1",
                "-rps",
                "1",
                "-e",
                "mine",
                "--endpoint-key",
                "x-secret",
                "--no-self-warmup");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("test.followed:benchmark cannot be routed", "might reach another worker");
    assertThat(autoscaler.requests()).isEmpty();
  }

  @Test
  void anAutoscalerThatIsNotThereIsNotTheWorkersFault() throws Exception {
    URI gone;
    try (ScriptedBackend closed = ScriptedBackend.start()) {
      gone = closed.url();
    }

    Shell.Outcome outcome =
        load(
            shell(),
            "-e",
            "mine",
            "--endpoint-key",
            "x-secret",
            "--autoscaler-url",
            gone.toString());

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("10 × route", "the autoscaler gave no answer", "#no-worker");
  }

  private Shell shell() {
    return Shell.in(folder)
        .with("BENCH_AUTOSCALER_URL", autoscaler.url().toString())
        .with("BENCH_CONSOLE_URL", autoscaler.url().toString());
  }

  private static Shell.Outcome load(Shell shell, String... flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of("load", "-b", "test.words", "-n", "10", "-rps", "50", "--no-self-warmup"));
    arguments.addAll(List.of(flags));
    return shell.run(arguments.toArray(new String[0]));
  }
}
