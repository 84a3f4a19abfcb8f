package org.vespabench.runner.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonDecoderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"ü🐝\"}\n{\"b\":2}\n",
        "{\"a\":\"ü🐝\"}\r\n{\"b\":2}\r\n",
        "{\"a\":\"ü🐝\"}\r{\"b\":2}\r",
        "{\"a\":\"ü🐝\"}\n{\"b\":2}",
        "\n{\"a\":\"ü🐝\"}\n  \n\r\n{\"b\":2}\n\n"
      })
  void eachLineThatIsNotBlankIsAnEvent(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);

    for (int step = 1; step <= bytes.length; step++) {
      assertThat(decode(bytes, step))
          .as("in steps of %d", step)
          .containsExactly("{\"a\":\"ü🐝\"}", "{\"b\":2}");
    }
  }

  @Test
  void nothingIsNoEvent() {
    assertThat(decode(new byte[0], 1)).isEmpty();
  }

  private static List<String> decode(byte[] bytes, int step) {
    List<String> events = new ArrayList<>();
    NdjsonDecoder decoder = new NdjsonDecoder();
    for (int from = 0; from < bytes.length; from += step) {
      decoder.feed(ByteBuffer.wrap(bytes, from, Math.min(step, bytes.length - from)), events::add);
    }
    decoder.end(events::add);
    return events;
  }
}
