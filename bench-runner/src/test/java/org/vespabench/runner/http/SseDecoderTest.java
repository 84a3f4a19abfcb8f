package org.vespabench.runner.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SseDecoderTest {
  private static final long SEED = 20_240_917;
  private static final int ROUNDS = 2_000;

  static Stream<Arguments> streams() {
    return Stream.of(
        row("one event", "data: a\n\n", "a"),
        row("two events", "data: a\n\ndata: b\n\n", "a", "b"),
        row("CR LF", "data: a\r\n\r\ndata: b\r\n\r\n", "a", "b"),
        row("CR", "data: a\r\rdata: b\r\r", "a", "b"),
        row("line ends mixed", "data: a\r\n\rdata: b\n\r\ndata: c\r\n\n", "a", "b", "c"),
        row("no space after the colon", "data:a\n\n", "a"),
        row("of two spaces one belongs to the data", "data:  a\n\n", " a"),
        row("spaces at the end stay", "data: a \n\n", "a "),
        row("lines are joined by LF", "data: a\ndata: b\n\n", "a\nb"),
        row("an empty line of data", "data: a\ndata:\ndata: b\n\n", "a\n\nb"),
        row("empty data is an event", "data:\n\n", ""),
        row("a field without colon", "data\n\n", ""),
        row("byte order mark", "\uFEFFdata: a\n\n", "a"),
        row("a second mark is no mark", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "b"),
        row("a mark in the data stays", "data: \uFEFFa\n\n", "\uFEFFa"),
        row("comments", ": ping\n\ndata: a\n: pong\n\n", "a"),
        row("names, ids and retries", "event: x\nid: 7\nretry: 5\ndata: a\n\n", "a"),
        row("an event without data is none", "event: ping\n\ndata: a\n\n", "a"),
        row("another field that begins alike", "database: a\n\ndata: b\n\n", "b"),
        row("a colon in the data", "data: {\"a\": 1}\n\n", "{\"a\": 1}"),
        row("two, three and four bytes", "data: ü€🐝\n\n", "ü€🐝"),
        row("the last one without a blank line", "data: a\n\ndata: [DONE]\n", "a", "[DONE]"),
        row("the last one without line break", "data: a\n\ndata: [DONE]", "a", "[DONE]"),
        row("blank lines at the end", "data: a\n\n\n\n", "a"),
        row("nothing", ""));
  }

  private static Arguments row(String name, String stream, String... events) {
    return Arguments.of(name, stream, List.of(events));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void decodesAStreamThatArrivesAtOnce(String name, String stream, List<String> events) {
    byte[] bytes = stream.getBytes(UTF_8);

    assertThat(decode(bytes, bytes.length)).as(name).isEqualTo(events);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void decodesAStreamThatArrivesByteByByte(String name, String stream, List<String> events) {
    assertThat(decode(stream.getBytes(UTF_8), 1)).as(name).isEqualTo(events);
  }

  @Test
  void splitsInTheWireMakeNoDifference() {
    RandomGenerator random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = randomStream(random).getBytes(UTF_8);

      assertThat(decodeInPieces(bytes, random))
          .as("round %d of seed %d", round, SEED)
          .isEqualTo(decode(bytes, bytes.length));
    }
  }

  @Test
  void handsOverAnEventWithTheByteThatCompletesIt() {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder();

    decoder.feed(ByteBuffer.wrap("data: a\r\n\r".getBytes(UTF_8)), events::add);
    assertThat(events).containsExactly("a");

    decoder.feed(ByteBuffer.wrap("\ndata: b\n".getBytes(UTF_8)), events::add);
    assertThat(events).containsExactly("a");
  }

  @Test
  void decodesALineLargerThanAnyBuffer() {
    String large = "ü".repeat(100_000);
    byte[] bytes = ("data: " + large + "\n\n").getBytes(UTF_8);

    assertThat(decode(bytes, 8191)).containsExactly(large);
  }

  private static String randomStream(RandomGenerator random) {
    String[] parts = {
      "data: ",
      "data:",
      "data",
      ": note",
      "event: x",
      "ü",
      "€",
      "🐝",
      "a",
      " ",
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      "\r\n\r\n",
      "\uFEFF"
    };
    StringBuilder stream = new StringBuilder();
    int length = random.nextInt(1, 40);
    for (int i = 0; i < length; i++) {
      stream.append(parts[random.nextInt(parts.length)]);
    }
    return stream.toString();
  }

  private static List<String> decode(byte[] bytes, int step) {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder();
    for (int from = 0; from < bytes.length; from += step) {
      decoder.feed(ByteBuffer.wrap(bytes, from, Math.min(step, bytes.length - from)), events::add);
    }
    decoder.end(events::add);
    return events;
  }

  private static List<String> decodeInPieces(byte[] bytes, RandomGenerator random) {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder();
    int from = 0;
    while (from < bytes.length) {
      int length = Math.min(random.nextInt(0, 9), bytes.length - from);
      decoder.feed(ByteBuffer.wrap(bytes, from, length), events::add);
      from += length;
    }
    decoder.end(events::add);
    return events;
  }
}
