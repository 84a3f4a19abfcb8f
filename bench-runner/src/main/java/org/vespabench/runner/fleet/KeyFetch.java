package org.vespabench.runner.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vespabench.api.BenchmarkException;

/** Fetches the public key by which the autoscaler's requests are verified. */
public final class KeyFetch {
  /** Pauses between five attempts. */
  public static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  private static final String PATH = "/pubkey/";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private KeyFetch() {}

  /**
   * Ask each address, again and again.
   *
   * @param pauses between the attempts, of which there is one more
   * @return the key as PEM text
   * @throws BenchmarkException if none has it; for the operator
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static String pem(Autoscaler autoscaler, List<Duration> pauses)
      throws InterruptedException {
    return pem(autoscaler, pauses, LIMIT);
  }

  static String pem(Autoscaler autoscaler, List<Duration> pauses, Duration limit)
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
