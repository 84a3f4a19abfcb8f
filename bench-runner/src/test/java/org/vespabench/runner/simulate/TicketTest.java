package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicketTest {
  private static final int MANY = 10_000;

  @Test
  void takesANumberWhenFirstAskedAndKeepsIt() {
    AtomicLong numbers = new AtomicLong(5);
    Ticket unused = new Ticket(1, numbers);
    Ticket used = new Ticket(1, numbers);

    assertThat(used.number()).isEqualTo(5);
    assertThat(used.number()).isEqualTo(5);
    assertThat(unused.number()).isEqualTo(6);
  }

  @Test
  void drawsTheSameForTheSameSeedAndNumber() {
    assertThat(draws(7)).isEqualTo(draws(7));
    assertThat(draws(7)).doesNotContainAnyElementsOf(draws(8));
  }

  @Test
  void drawsAreUniform() {
    List<Ticket.Draws> draws = draws(3);

    for (ToDoubleFunction<Ticket.Draws> each : each()) {
      double mean = draws.stream().mapToDouble(each).average().orElseThrow();
      long low = draws.stream().filter(draw -> each.applyAsDouble(draw) < 0.2).count();
      assertThat(mean).isCloseTo(0.5, within(0.012)); // 4 standard errors of 0.0029
      assertThat((double) low / MANY).isCloseTo(0.2, within(0.016)); // 4 of 0.004
    }
  }

  @Test
  void noDrawRepeatsAnother() {
    Set<Double> all = new HashSet<>();

    for (Ticket.Draws draw : draws(3)) {
      each().forEach(value -> all.add(value.applyAsDouble(draw)));
    }

    assertThat(all).hasSize(4 * MANY);
  }

  @Test
  void lengthsAreUniformFromMinToMax() {
    Map<Integer, Integer> counts = new HashMap<>();

    for (Ticket.Draws draw : draws(11)) {
      counts.merge(new Capacity.Lengths(20, 39).pick(draw.length(), 1000), 1, Integer::sum);
    }

    assertThat(counts.keySet()).containsAll(IntStream.range(20, 40).boxed().toList()).hasSize(20);
    double expected = MANY / 20.0;
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected)).sum() / expected;
    assertThat(chiSquare).isLessThan(43.8); // 19 degrees of freedom, p = 0.001
  }

  @Test
  void jobIdsAreUniqueAndRepeatWithTheSeed() {
    Set<String> ids = new HashSet<>();
    AtomicLong numbers = new AtomicLong();
    for (int i = 0; i < MANY; i++) {
      ids.add(new Ticket(1, numbers).jobId());
    }

    assertThat(ids).hasSize(MANY).contains(new Ticket(1, new AtomicLong(17)).jobId());
  }

  private static List<ToDoubleFunction<Ticket.Draws>> each() {
    return List.of(
        Ticket.Draws::length, Ticket.Draws::error, Ticket.Draws::ttft, Ticket.Draws::pace);
  }

  private static List<Ticket.Draws> draws(long seed) {
    AtomicLong numbers = new AtomicLong();
    return IntStream.range(0, MANY).mapToObj(i -> new Ticket(seed, numbers).draws()).toList();
  }
}
