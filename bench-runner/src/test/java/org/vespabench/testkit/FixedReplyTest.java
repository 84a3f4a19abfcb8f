package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FixedReplyTest {
  @Test
  void headersAreFoundInAnyCase() {
    FixedReply reply = FixedReply.json(429, "{}").withHeader("Retry-After", "1");

    assertThat(reply.header("retry-AFTER")).hasValue("1");
    assertThat(reply.header("Content-Type")).hasValue("application/json");
    assertThat(reply.header("server")).isEmpty();
  }

  @Test
  void aHeaderReplacesTheOneOfItsName() {
    FixedReply reply = FixedReply.json(200, "ok").withHeader("Content-Type", "text/html");

    assertThat(reply.header("content-type")).hasValue("text/html");
    assertThat(reply).hasToString("200 {content-type=text/html} ok");
  }

  @Test
  void theEndOfAStreamHasNoBody() {
    FixedReply reply = FixedReply.streamed();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("content-type")).hasValue("text/event-stream");
    assertThat(reply.elapsed()).isPositive();
  }
}
