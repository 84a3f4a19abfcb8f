package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedReply;

/** What the autoscaler is told that a request costs. */
@Timeout(60)
final class RequestCostTest {
  @ParameterizedTest
  @CsvSource({"500, 500", "500.0, 500", "5242.88, 5242.88", "0, 0", "1e3, 1000", ".5, 0.5"})
  void theHeaderSaysIt(String given, String asked) throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.otherwise(ScriptedReply.json("{}"));

      stand.send("{\"a\": 1}", "x-serverless-cost: " + given + "\r\n");

      assertThat(stand.autoscaler.requests("/route/").get(0).body())
          .isEqualTo(
              "{\"endpoint\":\"mine\",\"api_key\":\"endpoint-secret\",\"cost\":%s,".formatted(asked)
                  + "\"request_idx\":0,\"replay_timeout\":60.0}");
      assertThat(stand.autoscaler.requests("/route/").get(0).header("Authorization"))
          .contains("Bearer endpoint-secret");
      assertThat(stand.nextEnd().cost()).isEqualTo(Double.parseDouble(asked));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "NaN", "Infinity", "many", "1e999", "0x10", "1f", "''", "1,5", "+1"})
  void whatIsNoCostIsRefusedAndNotRouted(String given) throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      RelayStand.Answer answer = stand.send("{}", "X-Serverless-Cost: " + given + "\r\n");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("invalid_cost");
      assertThat(answer.message())
          .isEqualTo(
              "X-Serverless-Cost: '%s' is no cost. Write a number of 0 or more, for example 250, or leave the header out."
                  .formatted(given));
      assertThat(stand.questions()).isEmpty();
    }
  }

  @Test
  void elseThePluginSaysItElseItIsOne() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      stand.worker.otherwise(ScriptedReply.json("{}"));
      RelayStand.post(client, "{\"a\":1}");
      RelayStand.answer(client);
      client.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
      RelayStand.answer(client);

      assertThat(stand.questions())
          .extracting(question -> question.get("cost").getAsString())
          .containsExactly("7", "1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        NoClassDefFoundError.class,
        AssertionError.class,
        StackOverflowError.class,
        OutOfMemoryError.class
      })
  void aPluginThatFailsWithAnErrorLetsTheRequestPassToo(Class<? extends Error> kind)
      throws Exception {
    Error error = kind.getConstructor().newInstance();
    Pricing broken =
        (path, body) -> {
          throw error;
        };
    try (RelayStand stand = RelayStand.pricing(broken)) {
      stand.worker.otherwise(ScriptedReply.json("{}"));

      assertThat(stand.send("{}").status()).isEqualTo(200);

      assertThat(stand.questions())
          .extracting(question -> question.get("cost").getAsString())
          .containsExactly("1");
    }
  }

  @Test
  void aPluginThatFailsOrCountsWrongLetsTheRequestPass() throws Exception {
    Pricing odd =
        (path, body) -> {
          if (body.contains("fail")) {
            throw new IllegalStateException("a bug, which a test provokes");
          }
          return OptionalDouble.of(body.contains("nan") ? Double.NaN : -1);
        };
    try (RelayStand stand = RelayStand.pricing(odd)) {
      stand.worker.otherwise(ScriptedReply.json("{}"));

      for (String body : new String[] {"\"fail\"", "\"nan\"", "\"-1\""}) {
        assertThat(stand.send(body).status()).isEqualTo(200);
      }

      assertThat(stand.questions())
          .extracting(question -> question.get("cost").getAsString())
          .containsOnly("1");
    }
  }
}
