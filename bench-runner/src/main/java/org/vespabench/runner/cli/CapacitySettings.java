package org.vespabench.runner.cli;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.simulate.Capacity;

/** What a simulated backend can do, as settings. */
final class CapacitySettings {
  private static final Setting<Integer> SLOTS =
      Setting.integer("slots", 0, "requests worked on at once; 0: as many as the benchmark sends")
          .where(n -> n >= 0, "a whole number, 0 or more");

  private static final Setting<Double> STREAM_RATE =
      Setting.number("stream-rate", 0, "units/s of one request; 0: so that one takes 2 s")
          .where(n -> n >= 0, "a number, 0 or more");

  private static final Setting<Double> TOTAL_RATE =
      Setting.number("total-rate", 0, "units/s that all requests share; 0: no limit")
          .where(n -> n >= 0, "a number, 0 or more");

  private static final Setting<Duration> TTFT =
      Setting.duration("ttft", Duration.ofMillis(100), "time to the first unit");

  private static final Setting<Double> JITTER =
      Setting.number("jitter", 0, "share of randomness in times, 0 to 1")
          .where(n -> n >= 0 && n <= 1, "a number from 0 to 1");

  private static final Setting<String> LENGTHS =
      Setting.text(
          "lengths", "", "MIN:MAX units after which answers end early; by default none do");

  private static final Setting<Double> ERROR_RATE =
      Setting.number("error-rate", 0, "share of requests that fail, 0 to 1")
          .where(n -> n >= 0 && n <= 1, "a number from 0 to 1");

  private CapacitySettings() {}

  static List<Setting<?>> all() {
    return List.of(SLOTS, STREAM_RATE, TOTAL_RATE, TTFT, JITTER, LENGTHS, ERROR_RATE);
  }

  /** Tell how many slots there are: as the user says, else as the backend is known to have. */
  static int slots(SettingValues settings, BackendSimulator simulator) {
    int slots = settings.get(SLOTS);
    return slots == 0 ? Math.max(1, simulator.slots(settings.get(Setting.CONCURRENCY))) : slots;
  }

  /**
   * Read the others.
   *
   * @param declared units of one request
   * @param slots requests worked on at a time
   * @param seconds how long one request takes, where no rate is given
   */
  static Capacity of(
      SettingValues settings, double declared, int slots, double seconds, long seed) {
    double rate = settings.get(STREAM_RATE);
    double total = settings.get(TOTAL_RATE);
    String lengths = settings.get(LENGTHS);
    Capacity capacity =
        Capacity.defaults()
            .withSlots(slots)
            .withStreamRate(rate == 0 ? declared / seconds : rate)
            .withTotalRate(total == 0 ? Double.POSITIVE_INFINITY : total)
            .withTtft(settings.get(TTFT))
            .withJitter(settings.get(JITTER))
            .withErrorRate(settings.get(ERROR_RATE))
            .withSeed(seed);
    return lengths.isEmpty() ? capacity : capacity.withLengths(Capacity.Lengths.parse(lengths));
  }
}
