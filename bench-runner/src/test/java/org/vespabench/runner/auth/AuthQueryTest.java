package org.vespabench.runner.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthQueryTest {
  @Test
  void whatWasWrittenIsReadAgain() {
    AuthData authData =
        new AuthData("1e-07", "é & more", "12", "7", "a+b/c==", "http://127.0.0.1:3000");

    AuthQuery read = AuthQuery.split(AuthQuery.write(authData), "/x");

    assertThat(read).isEqualTo(new AuthQuery(Optional.of(authData), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b&&c", "serverless_other=1", "%=%zz&a=b"})
  void aQueryWithoutOneOfTheSixIsAllTheBackends(String query) {
    assertThat(AuthQuery.split(query, "/x")).isEqualTo(new AuthQuery(Optional.empty(), query));
  }

  @Test
  void theBackendsPartStaysAsItWas() {
    AuthQuery split = AuthQuery.split("b=%7e+2&serverless_url=u&b=&a", "/x");

    assertThat(split.rest()).isEqualTo("b=%7e+2&b=&a");
  }

  @Test
  void whatIsMissingHasItsDefault() {
    AuthQuery split = AuthQuery.split("serverless%5Fsignature=c2ln", "/v1/models");

    assertThat(split.authData()).contains(new AuthData("1.0", "/v1/models", "0", "0", "c2ln", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "serverless_cost=abc, cost, not a finite number of 0 or more",
    "serverless_cost=, cost, not a finite number of 0 or more",
    "serverless_cost=NaN, cost, not a finite number of 0 or more",
    "serverless_reqnum=1.5, reqnum, not a whole number",
    "serverless_request_idx, request_idx, not a whole number",
    "serverless_cost=1&serverless_cost=1, cost, given twice"
  })
  void whatCannotBeUsedIsNamed(String query, String member, String why) {
    AuthException refusal =
        catchThrowableOfType(AuthException.class, () -> AuthQuery.split(query, "/x"));

    assertThat(refusal.reason()).isEqualTo(AuthException.Reason.INVALID_AUTH_DATA);
    assertThat(refusal).hasMessage("auth_data cannot be used: {%s=%s}", member, why);
  }
}
