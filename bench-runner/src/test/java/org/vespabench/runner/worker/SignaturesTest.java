package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;

/** Whose signatures count while an autoscaler's key may change, on a clock of the test's own. */
final class SignaturesTest {
  private static final Signer OLD = Signer.generate();
  private static final Signer NEW = Signer.generate();
  private static final AuthData DATA =
      new AuthData("1", "mine", "1", "1", "", "http://203.0.113.7:1");

  private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nowNanos = new AtomicLong();
  private final Signatures signatures = new Signatures(this::nextKey, nowNanos::get);

  private String nextKey() throws InterruptedException {
    asked.incrementAndGet();
    String key = keys.take();
    if (key.isEmpty()) {
      throw new BenchmarkException("the autoscaler is away");
    }
    return key;
  }

  @AfterEach
  void close() {
    signatures.close();
  }

  @Test
  void withoutAKeyNothingIsGood() throws Exception {
    assertThat(good(check(OLD))).isFalse();
    assertThat(asked.get()).isZero();
  }

  @Test
  void whereASignatureDoesNotMatchTheKeyIsFetchedAnewAndItIsLookedAtAgain() throws Exception {
    signatures.use(OLD.publicKeyPem());
    assertThat(good(check(OLD))).isTrue();
    pass(6);

    CompletableFuture<Boolean> next = check(NEW);
    CompletableFuture<Boolean> another = check(NEW);
    keys.add(NEW.publicKeyPem());

    assertThat(good(next)).isTrue();
    assertThat(good(another)).isTrue();
    assertThat(asked.get()).isEqualTo(1);
    assertThat(good(check(OLD))).isFalse();
  }

  @Test
  void thatIsNotDoneForEachOfThem() throws Exception {
    signatures.use(OLD.publicKeyPem());
    pass(4);
    assertThat(good(check(NEW))).isFalse();
    assertThat(asked.get()).isZero();

    pass(2);
    keys.add(OLD.publicKeyPem());
    assertThat(good(check(NEW))).isFalse();
    assertThat(good(check(NEW))).isFalse();
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void anAutoscalerThatIsAwayMakesNothingGoodAndLosesNoKey() throws Exception {
    signatures.use(OLD.publicKeyPem());
    pass(6);
    keys.add("");

    assertThat(good(check(NEW))).isFalse();
    assertThat(good(check(OLD))).isTrue();
  }

  @Test
  void whatIsNoKeyMakesNothingGoodEither() throws Exception {
    signatures.use(OLD.publicKeyPem());
    pass(6);
    keys.add("<html>");

    assertThat(good(check(NEW))).isFalse();
    assertThat(good(check(OLD))).isTrue();
  }

  @Test
  void aFloodWaitsForNoKey() throws Exception {
    signatures.use(OLD.publicKeyPem());
    pass(6);
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      all.add(check(NEW));
    }

    assertThat(good(all.get(1000))).isFalse();
    assertThat(all.get(999).isDone()).isFalse();
  }

  @Test
  void whoWaitsAtTheEndIsTold() throws Exception {
    signatures.use(OLD.publicKeyPem());
    pass(6);
    CompletableFuture<Boolean> waiting = check(NEW);

    signatures.close();

    assertThat(good(waiting)).isFalse();
  }

  private CompletableFuture<Boolean> check(Signer signer) {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    signatures.check(signer.sign(DATA, SignedText.FIVE_FIELDS), told::complete);
    return told;
  }

  private static boolean good(CompletableFuture<Boolean> told) throws Exception {
    return told.get(20, TimeUnit.SECONDS);
  }

  private void pass(int seconds) {
    nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
