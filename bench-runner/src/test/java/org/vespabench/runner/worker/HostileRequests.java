package org.vespabench.runner.worker;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.vespabench.runner.auth.Signer;

/** Makes hostile requests by number: the same for the same seed, but for their keys. */
final class HostileRequests {
  /** Knows another key than the autoscaler's. */
  static final Signer STRANGER = Signer.generate();

  private final long seed;
  private final int maxBodyBytes;
  private final Signer signer;

  /**
   * Plan them.
   *
   * @param signer the autoscaler's: most are signed well, and wrong in another way
   * @param maxBodyBytes the largest body that the worker takes
   */
  HostileRequests(long seed, Signer signer, int maxBodyBytes) {
    this.seed = seed;
    this.signer = signer;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Make one; neighbours are of different kinds. */
  HostileRequest request(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    Map<String, Supplier<HostileRequest>> kinds = kinds(random);
    return kinds.values().stream().skip(number % kinds.size()).findFirst().orElseThrow().get();
  }

  private Map<String, Supplier<HostileRequest>> kinds(Random random) {
    HostileBodies bodies = new HostileBodies(random, signer, STRANGER);
    HostileTargets targets = new HostileTargets(random, signer, STRANGER, bodies::spoilt);
    Map<String, Supplier<HostileRequest>> all =
        new TreeMap<>(new HostileHeads(random, signer, maxBodyBytes).kinds());
    bodies
        .kinds()
        .forEach(
            (kind, body) ->
                all.put(kind, () -> HostileRequest.answered(kind, SignedParts.post(body.get()))));
    targets
        .kinds()
        .forEach((kind, text) -> all.put(kind, () -> HostileRequest.answered(kind, text.get())));
    return all;
  }
}
