package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutputTimesTest {
  private final OutputTimes times = new OutputTimes();

  @Test
  void gapsInsideOneReadAreCountedAndLeftOut() {
    for (long at : new long[] {100, 100, 130, 130, 130, 190}) {
      times.addAnswer(at);
    }

    assertThat(gaps()).containsExactly(30L, 60L);
    assertThat(times.gapsInOneRead()).isEqualTo(3);
  }

  @Test
  void oneEventHasNoGap() {
    times.addAnswer(100);

    assertThat(gaps()).isEmpty();
    assertThat(times.gapsInOneRead()).isZero();
  }

  @Test
  void manyEventsAreKeptInOrder() {
    for (int i = 0; i < 1_000; i++) {
      times.addAnswer(10L * i);
    }

    assertThat(times.count()).isEqualTo(1_000);
    assertThat(times.first()).isZero();
    assertThat(times.at(16)).isEqualTo(160);
    assertThat(times.last()).isEqualTo(9_990);
    assertThat(gaps()).hasSize(999).containsOnly(10L);
  }

  @Test
  void theFirstAnswerIsTheFirstThatIsNoReasoning() {
    times.addReasoning(5);
    assertThat(times.answered()).isFalse();
    assertThat(times.reasoned()).isTrue();

    times.addAnswer(7);
    times.addAnswer(9);

    assertThat(times.answered()).isTrue();
    assertThat(times.first()).isEqualTo(5);
    assertThat(times.firstAnswer()).isEqualTo(7);
    assertThat(times.last()).isEqualTo(9);
  }

  @Test
  void anAnswerAtTimeZeroIsAnAnswer() {
    times.addAnswer(0);
    times.addAnswer(4);

    assertThat(times.answered()).isTrue();
    assertThat(times.firstAnswer()).isZero();
    assertThat(times.reasoned()).isFalse();
  }

  @Test
  void whatIsNotThereCannotBeRead() {
    times.addAnswer(5);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> times.at(1))
        .withMessage("event 1 of 1");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new OutputTimes().last())
        .withMessage("event -1 of 0");
  }

  private List<Long> gaps() {
    List<Long> gaps = new ArrayList<>();
    times.gaps(gaps::add);
    return gaps;
  }
}
