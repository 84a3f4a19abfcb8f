package org.vespabench.runner.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vespabench.runner.autoscaler.AutoscalerClient.ACCOUNT_KEY;
import static org.vespabench.runner.autoscaler.AutoscalerClient.KEY;
import static org.vespabench.runner.autoscaler.AutoscalerClient.status;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.autoscaler.AutoscalerOptions.Endpoint;

class LocalAutoscalerTest {
  private LocalAutoscaler autoscaler;
  private AutoscalerClient client;

  @BeforeEach
  void start() throws IOException {
    autoscaler =
        LocalAutoscaler.start(
            AutoscalerClient.options()
                .withEndpoints(new Endpoint(5, "local", KEY), new Endpoint(6, "other", "k2")));
    client = new AutoscalerClient(autoscaler);
  }

  @AfterEach
  void close() {
    autoscaler.close();
  }

  @Test
  void showsTheKeyThatItWasGiven() throws Exception {
    assertThat(client.get("/pubkey/", "").body()).isEqualTo(AutoscalerClient.SIGNER.publicKeyPem());
  }

  @Test
  void makesANewKeyUnlessItWasGivenOne() throws Exception {
    try (LocalAutoscaler one = LocalAutoscaler.start(AutoscalerOptions.defaults());
        LocalAutoscaler other = LocalAutoscaler.start(AutoscalerOptions.defaults())) {
      String key = new AutoscalerClient(one).get("/pubkey/", "").body();

      assertThat(key).startsWith("-----BEGIN PUBLIC KEY-----");
      assertThat(new AutoscalerClient(other).get("/pubkey/", "").body()).isNotEqualTo(key);
    }
  }

  @Test
  void theAccountKeyListsTheEndpoints() throws Exception {
    AutoscalerClient.Answer answer =
        client.get("/api/v0/endptjobs/?autoscaler_instance=prod", ACCOUNT_KEY);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.object().get("success").getAsBoolean()).isTrue();
    assertThat(answer.object().getAsJsonArray("results")).hasSize(2);
    JsonObject other = answer.object().getAsJsonArray("results").get(1).getAsJsonObject();
    assertThat(other.get("id").getAsLong()).isEqualTo(6);
    assertThat(other.get("endpoint_name").getAsString()).isEqualTo("other");
    assertThat(other.get("api_key").getAsString()).isEqualTo("k2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", KEY})
  void anotherKeyListsNothing(String key) throws Exception {
    AutoscalerClient.Answer answer = client.get("/api/v0/endptjobs/", key);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.object().keySet()).containsExactlyInAnyOrder("success", "error", "msg");
    assertThat(answer.object().get("success").getAsBoolean()).isFalse();
    assertThat(answer.body()).doesNotContain(KEY).doesNotContain(ACCOUNT_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {ACCOUNT_KEY, "k2"})
  void theWorkersOfAnEndpointAreListed(String key) throws Exception {
    client.report(status(2, 0));
    client.report(status(1, 12.5));

    AutoscalerClient.Answer answer =
        client.post("/get_endpoint_workers/", "{\"id\":6,\"api_key\":\"" + key + "\"}");

    assertThat(answer.status()).isEqualTo(200);
    JsonObject first = answer.json().getAsJsonArray().get(0).getAsJsonObject();
    JsonObject second = answer.json().getAsJsonArray().get(1).getAsJsonObject();
    assertThat(first.keySet())
        .containsExactlyInAnyOrder(
            "id",
            "status",
            "cur_load",
            "new_load",
            "cur_load_rolling_avg",
            "cur_perf",
            "perf",
            "measured_perf",
            "dlperf",
            "reliability",
            "reqs_working",
            "disk_usage",
            "loaded_at",
            "started_at");
    assertThat(first.get("id").getAsLong()).isEqualTo(1);
    assertThat(first.get("status").getAsString()).isEqualTo("idle");
    assertThat(first.get("measured_perf").getAsDouble()).isEqualTo(12.5);
    assertThat(first.get("cur_load_rolling_avg").getAsDouble()).isEqualTo(20);
    assertThat(first.get("loaded_at").getAsDouble()).isPositive();
    assertThat(second.get("status").getAsString()).isEqualTo("loading");
    assertThat(second.get("loaded_at").getAsDouble()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"5, k2, 401", "5, wrong, 401", "9, k-of-all, 400", "9, wrong, 401"})
  void whoMayNotSeeTheWorkersDoesNot(long id, String key, int status) throws Exception {
    AutoscalerClient.Answer answer =
        client.post("/get_endpoint_workers/", "{\"id\":%d}".formatted(id), key);

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aPathWithoutItsSlashIsExplained() throws Exception {
    AutoscalerClient.Answer answer = client.post("/route", "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error())
        .isEqualTo("there is no /route: write /route/, with a slash at the end");
  }

  @Test
  void anotherPathIsToldWhatThereIs() throws Exception {
    AutoscalerClient.Answer answer = client.get("/health", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error())
        .isEqualTo(
            "there is no /health. There are: /api/v0/endptjobs/, /delete_requests/,"
                + " /get_endpoint_workers/, /pubkey/, /route/, /worker_status/");
  }

  @Test
  void anotherMethodIsRefused() throws Exception {
    assertThat(client.get("/route/", "").status()).isEqualTo(405);
    assertThat(client.post("/pubkey/", "").status()).isEqualTo(405);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    AutoscalerClient.Answer answer = client.post("/route/", " ".repeat((1 << 20) + 1));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("the body has 1048577 characters, and may have 1048576");
  }

  @Test
  void itsPortIsFreeOnceItIsClosed() throws Exception {
    int port = autoscaler.url().getPort();
    assertThatThrownBy(() -> LocalAutoscaler.start(AutoscalerClient.options().withPort(port)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pick another port");

    autoscaler.close();

    assertThatThrownBy(() -> client.get("/pubkey/", "")).isInstanceOf(ConnectException.class);
    LocalAutoscaler.start(AutoscalerClient.options().withPort(port)).close();
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    AutoscalerOptions good = AutoscalerOptions.defaults();
    Endpoint one = new Endpoint(1, "a", "k");

    assertThatThrownBy(() -> good.withEndpoints(one, new Endpoint(1, "b", "k")))
        .hasMessage("two endpoints have the id 1");
    assertThatThrownBy(() -> good.withEndpoints(one, new Endpoint(2, "a", "k")))
        .hasMessage("two endpoints have the name a");
    assertThatThrownBy(good::withEndpoints).hasMessage("there must be an endpoint");
    assertThatThrownBy(() -> good.withPort(65_536))
        .hasMessage("port must be from 0 to 65535, was 65536");
    assertThatThrownBy(() -> good.withWorkerTimeout(Duration.ZERO))
        .hasMessage("worker timeout must be above zero, was PT0S");
    assertThatThrownBy(() -> good.withAccountKey(""))
        .hasMessage("the account key must not be empty");
    assertThatThrownBy(() -> new Endpoint(1, "a", ""))
        .hasMessage("the key of endpoint a must not be empty");
  }

  @Test
  void keysAreDifferentEachTimeAndInNoText() {
    AutoscalerOptions options = AutoscalerOptions.defaults();

    assertThat(options.accountKey()).matches("[0-9a-f]{32}");
    assertThat(options.accountKey()).isNotEqualTo(AutoscalerOptions.defaults().accountKey());
    assertThat(options.toString())
        .doesNotContain(options.accountKey())
        .doesNotContain(options.endpoints().get(0).apiKey());
  }
}
