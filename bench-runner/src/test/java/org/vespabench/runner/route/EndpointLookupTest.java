package org.vespabench.runner.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

final class EndpointLookupTest {
  private static final String PATH = "/api/v0/endptjobs/";

  @Test
  void theFirstOfItsNameIsTaken() throws Exception {
    String rows =
        """
        {"success": true, "results": [
          {"id": 1, "endpoint_name": "other", "api_key": "key-other"},
          {"id": 2, "endpoint_name": "mine", "api_key": "key-mine"},
          {"id": 3, "endpoint_name": "mine", "api_key": "key-later"}]}
        """;
    try (ScriptedBackend console = console(ScriptedReply.json(rows))) {
      assertThat(key(console, "mine")).isEqualTo("key-mine");

      assertThat(console.requests()).hasSize(1);
      assertThat(console.requests().get(0).path()).isEqualTo(PATH);
      assertThat(console.requests().get(0).query()).isEqualTo("autoscaler_instance=alpha");
      assertThat(console.requests().get(0).header("Authorization"))
          .contains("Bearer account-secret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"results": [{"endpoint_name": "a"}, {"endpoint_name": "b"}]} | knows no endpoint 'mine' of this account. There are: a, b.
          {"results": []}                                                | There are: none.
          {"results": [{"endpoint_name": "mine"}]}                       | tells no key of the endpoint 'mine'. Give it with --endpoint-key.
          {"success": false}                                             | does not answer with a list of endpoints
          <html>                                                         | does not answer with a list of endpoints
          """)
  void withoutAKeyItSaysWhatThereIs(String body, String message) throws Exception {
    try (ScriptedBackend console = console(ScriptedReply.json(body))) {
      assertThatThrownBy(() -> key(console, "mine"))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining(console.url() + PATH)
          .hasMessageContaining(message);
    }
  }

  @Test
  void aKeyThatIsRefusedIsNotRepeated() throws Exception {
    ScriptedReply refusal =
        ScriptedReply.status(401, "{\"error\": \"unknown key account-secret\"}");
    try (ScriptedBackend console = console(refusal)) {
      assertThatThrownBy(() -> key(console, "mine"))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("status 401")
          .hasMessageContaining("Is the key right")
          .hasMessageNotContaining("account-secret");
    }
  }

  @Test
  void aConsoleThatIsNotThereIsNamed() throws Exception {
    URI gone;
    try (ScriptedBackend console = ScriptedBackend.start()) {
      gone = console.url();
    }

    assertThatThrownBy(() -> EndpointLookup.key(gone, "account-secret", "alpha", "mine", Map.of()))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("cannot be looked up at " + gone)
        .hasMessageContaining("--console-url");
  }

  private static ScriptedBackend console(ScriptedReply reply) throws Exception {
    return ScriptedBackend.start().on(PATH, reply);
  }

  private static String key(ScriptedBackend console, String endpoint) throws Exception {
    return EndpointLookup.key(console.url(), "account-secret", "alpha", endpoint, Map.of());
  }
}
