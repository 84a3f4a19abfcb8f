package org.vespabench.runner.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.vespabench.api.BenchmarkException;

/** Fetches the public key by which the autoscaler's requests are verified. */
public final class KeyFetch {
  private static final String PATH = "/pubkey/";

  /** Longer ones would only make a worker late. */
  private static final int LONGEST_PAUSE_SECONDS = 8;

  private KeyFetch() {}

  /** Tell the pauses between so many attempts: 1, 2, 4, 8, 8 … seconds. */
  public static List<Duration> pauses(int attempts) {
    return IntStream.range(0, attempts - 1)
        .mapToObj(i -> Duration.ofSeconds(Math.min(1L << Math.min(i, 30), LONGEST_PAUSE_SECONDS)))
        .toList();
  }

  /**
   * Ask each address, again and again.
   *
   * @param pauses between the attempts, of which there is one more
   * @param limit for one attempt at one address
   * @return the key as PEM text
   * @throws BenchmarkException if none has it; for the operator
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static String pem(Autoscaler autoscaler, List<Duration> pauses, Duration limit)
      throws InterruptedException {
    Optional<String> trouble = Optional.empty();
    for (int attempt = 0; attempt <= pauses.size(); attempt++) {
      if (attempt > 0) {
        TimeUnit.NANOSECONDS.sleep(pauses.get(attempt - 1).toNanos());
      }
      Autoscaler.Answer answer = autoscaler.get(PATH, KeyFetch::notAKey, limit);
      trouble = answer.trouble();
      if (trouble.isEmpty()) {
        return answer.body();
      }
    }
    throw new BenchmarkException(
        "the key that requests are verified by cannot be fetched, after %d attempts: %s. Check REPORT_ADDR, and that this machine reaches it."
            .formatted(pauses.size() + 1, trouble.orElse("")));
  }

  /** A page of a front, with status 200, is none either. */
  private static Optional<String> notAKey(String body) {
    boolean pem = body.contains("-----BEGIN ") && body.contains("PUBLIC KEY-----");
    return pem ? Optional.empty() : Optional.of("what it answers is no public key in PEM form");
  }
}
