package org.vespabench.runner.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BenchmarkException;

final class BodyRoomTest {
  private final BodyRoom room = new BodyRoom(8 << 20, 10 << 20);

  @Test
  void bodiesShareWhatThereIs() {
    ReplyBody one = body(6 << 20);
    ReplyBody other = body(4 << 20);
    ReplyBody third = new ReplyBody(room);

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> third.add(bytes(1)))
        .withMessageStartingWith("the replies in flight take more than 10 MiB");

    other.release();
    third.add(bytes(3));
    assertThat(third.text(null)).isEqualTo("xxx");
    assertThat(room.taken()).isEqualTo((6 << 20) + 3);
    one.release();
    third.release();
    third.release();
    assertThat(room.taken()).isZero();
  }

  @Test
  void oneThatWasRefusedGivesBackWhatItHad() {
    ReplyBody one = body(6 << 20);

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> one.add(bytes(3 << 20)))
        .withMessage("the body is larger than 8388608 bytes (--max-body)");
    one.release();

    assertThat(room.taken()).isZero();
  }

  @Test
  void whatComesAfterItWasReleasedIsNotKept() {
    ReplyBody one = body(5);

    one.release();
    one.add(bytes(7));

    assertThat(room.taken()).isZero();
    assertThat(one.text(null)).hasSize(5);
  }

  private ReplyBody body(int length) {
    ReplyBody body = new ReplyBody(room);
    body.add(bytes(length));
    return body;
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.wrap("x".repeat(length).getBytes(UTF_8));
  }
}
