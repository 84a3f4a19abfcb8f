package org.vespabench.runner.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.testkit.ScriptedReply;

/** Events that are not complete take room, as bodies do. */
final class StreamBodyTest {
  private static final int MIB = 1 << 20;

  private final BodyRoom room = new BodyRoom(MIB, 10 * MIB);
  private final List<String> events = new ArrayList<>();

  @Test
  void eventsWithoutAnEndShareWhatThereIs() {
    StreamBody one = new StreamBody(room, new SseDecoder());
    StreamBody other = new StreamBody(room, new NdjsonDecoder());
    one.feed(bytes("data: " + "x".repeat(5 * MIB)), events::add);
    assertThat(room.taken()).isGreaterThanOrEqualTo(5 * MIB);

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> other.feed(bytes("x".repeat(6 * MIB)), events::add))
        .withMessageStartingWith("the replies in flight take more than 10 MiB");

    one.release();
    other.release();
    other.release();
    assertThat(room.taken()).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void linesOfOneEventCountTogether() {
    StreamBody one = new StreamBody(room, new SseDecoder());
    String line = "data: " + "x".repeat(MIB / 2) + "\n";

    for (int i = 0; i < 8; i++) {
      one.feed(bytes(line), events::add);
    }

    assertThat(room.taken()).isGreaterThanOrEqualTo(4 * MIB);
  }

  @Test
  void howeverManyShortEventsTakeNextToNothing() {
    StreamBody one = new StreamBody(room, new SseDecoder());

    for (int i = 0; i < 10_000; i++) {
      one.feed(bytes("data: short\n\n"), events::add);
    }

    assertThat(events).hasSize(10_000);
    assertThat(room.taken()).isBetween(1L, 1_000L);
  }

  @Test
  void whatComesAfterItWasReleasedIsNotCounted() {
    StreamBody one = new StreamBody(room, new SseDecoder());

    one.release();
    one.feed(bytes("data: x"), events::add);

    assertThat(room.taken()).isZero();
  }

  @Test
  void aRequestThatIsCutGivesBackWhatItsEventTook() throws Exception {
    try (Stand stand = Stand.open()) {
      String partial = "data: " + "x".repeat(100_000);
      stand
          .backend()
          .on(
              "/stream",
              ScriptedReply.text(partial + "y".repeat(100_000))
                  .withHeader("Content-Type", "text/event-stream")
                  .cutAfter(100_000)
                  .thenHang());
      Operation operation =
          stand.perform(TestRequest.get("/stream").streaming(() -> new Counting()));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> stand.engine().bodyRoom().taken() >= 100_000);

      stand.engine().cutAll();

      assertThat(Stand.ended(operation).succeeded()).isFalse();
      assertThat(stand.engine().bodyRoom().taken()).isZero();
    }
  }

  private static final class Counting implements StreamReader {
    @Override
    public Output event(String data) {
      return Output.ANSWER;
    }

    @Override
    public Work end(HttpReply reply) {
      return Work.asDeclared();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
