package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.worker.HostileRequest.Ending;
import org.vespabench.runner.worker.SecuredStand.Answer;

/** Whoever reaches the port may send anything; the backend gets what is signed, and no more. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostileRequestsTest {
  private static final long SEED = 20_261_124;
  private static final int HOSTILE = 1000;
  private static final int BATCH = 25;

  private SecuredStand stand;
  private HostileRequests hostile;

  @BeforeEach
  void serve() throws IOException {
    stand = new SecuredStand();
    hostile = new HostileRequests(SEED, stand.autoscaler.signer, SecuredStand.MAX_BODY_BYTES);
  }

  @AfterEach
  void close() throws IOException {
    stand.close();
  }

  @Test
  void noneReachesTheBackendAndValidOnesBetweenThemDo() throws Exception {
    for (int number = 0; number < HOSTILE; number++) {
      attack(number);
      if (number % BATCH == BATCH - 1) {
        assertServed(ValidRequest.of(number / BATCH, stand.autoscaler.signer));
      }
    }
  }

  @Test
  void nothingOfThemStaysInHand() throws Exception {
    for (int number = 0; number < 200; number++) {
      attack(number);
    }

    assertThat(stand.worker.inHand()).isZero();
    assertThat(stand.drain()).as("every connection has ended").isTrue();
    assertThat(stand.backend.asked()).isEmpty();
    assertThat(stand.backend.silent()).isZero();
  }

  @Test
  void theyDoNotCountInWhatIsReported() throws Exception {
    List<ValidRequest> valid =
        IntStream.range(0, 10)
            .mapToObj(number -> ValidRequest.of(number, stand.autoscaler.signer))
            .toList();

    for (int number = 0; number < 200; number++) {
      attack(number);
      if (number % 20 == 0) {
        assertServed(valid.get(number / 20));
      }
    }
    stand.worker.close();

    double cost = valid.stream().mapToDouble(ValidRequest::cost).sum();
    assertThat(stand.autoscaler.sum("new_load")).isEqualTo(cost);
    assertThat(stand.autoscaler.sum("cur_perf")).isEqualTo(cost);
    assertThat(stand.autoscaler.sum("rej_load")).isZero();
    assertThat(stand.autoscaler.lastStatus().get("cur_load").getAsDouble()).isZero();
    assertThat(stand.autoscaler.lastStatus().get("num_requests_recieved").getAsLong())
        .isEqualTo(valid.size());
    assertThat(stand.autoscaler.finished())
        .containsExactlyElementsOf(valid.stream().map(ValidRequest::requestIdx).toList());
  }

  @Test
  void aValidOneOnTheSameConnectionIsServedAlone() throws Exception {
    for (int number = 0; number < 200; number++) {
      HostileRequest bad = hostile.request(number);
      if (bad.ending() != Ending.ANSWER) {
        continue;
      }
      ValidRequest good = ValidRequest.of(number, stand.autoscaler.signer);
      try (RawConnection client = stand.connect()) {
        client.send(joined(good.bytes(), bad.bytes()));

        assertThat(Answer.read(client).body()).as(shown(number, bad)).isEqualTo(good.answer());
        assertRefused(number, bad, Answer.read(client));
        assertThat(stand.backend.asked()).as(shown(number, bad)).containsExactly(good.asked());
      }
    }
  }

  @Test
  void whatFollowsOnTheSameConnectionIsServedOrCutOff() throws Exception {
    for (int number = 0; number < 200; number++) {
      HostileRequest bad = hostile.request(number);
      if (bad.ending() != Ending.ANSWER) {
        continue;
      }
      ValidRequest good = ValidRequest.of(number, stand.autoscaler.signer);
      try (RawConnection client = stand.connect()) {
        client.send(joined(bad.bytes(), good.bytes()));

        Answer refusal = Answer.read(client);
        assertRefused(number, bad, refusal);
        if (refusal.head().contains("Connection: close")) {
          assertThatThrownBy(() -> Answer.read(client), shown(number, bad))
              .isInstanceOf(IOException.class);
          assertThat(stand.backend.asked()).as(shown(number, bad)).isEmpty();
        } else {
          assertThat(Answer.read(client).body()).as(shown(number, bad)).isEqualTo(good.answer());
          assertThat(stand.backend.asked()).as(shown(number, bad)).containsExactly(good.asked());
        }
      }
    }
  }

  @Test
  void nothingOfThemStaysInMemory() throws Exception {
    flood(400);
    long before = usedBytes();

    flood(4000);

    SecuredStand.soon()
        .untilAsserted(
            () ->
                assertThat(usedBytes() - before)
                    .as("bytes more after 4000 bodies of 20 kB")
                    .isLessThan(20_000_000));
  }

  /** One in four leaves before its answer, in its middle or at its end. */
  private void flood(int requests) throws IOException {
    SignedParts stranger = new SignedParts(HostileRequests.STRANGER, new Random(SEED));
    Map<String, String> authData = stranger.authData();
    byte[] request =
        SignedParts.post(stranger.body(authData, '"' + "x".repeat(20_000) + '"'))
            .getBytes(ISO_8859_1);
    for (int sent = 0; sent < requests; sent += 4) {
      try (RawConnection client = stand.connect()) {
        for (int number = 0; number < 3; number++) {
          client.send(request);
          assertThat(Answer.read(client).status()).isEqualTo(401);
        }
        client.send(Arrays.copyOf(request, sent % 8 == 0 ? 15_000 : request.length));
      }
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void attack(int number) throws IOException {
    HostileRequest request = hostile.request(number);
    try {
      assertRefused(number, request, stand.send(request));
      assertThat(stand.backend.asked()).as(shown(number, request)).isEmpty();
    } catch (IOException e) {
      throw new AssertionError("no answer to " + shown(number, request), e);
    }
  }

  private static void assertRefused(int number, HostileRequest request, Answer answer) {
    boolean cut = answer.equals(Answer.NONE) && request.ending() != Ending.ANSWER;
    assertThat(answer)
        .as(shown(number, request))
        .matches(it -> cut || it.isRefusal(), "is a refusal");
  }

  private static String shown(int number, HostileRequest request) {
    return "hostile request %d of seed %d: %s".formatted(number, SEED, request);
  }

  private void assertServed(ValidRequest request) throws IOException {
    try (RawConnection client = stand.connect()) {
      client.send(request.bytes());

      Answer answer = Answer.read(client);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(request.answer());
      stand.awaitNothingInHand(); // who leaves before may count as one that did not wait
    }
    assertThat(stand.backend.asked()).containsExactly(request.asked());
  }

  private static byte[] joined(byte[] one, byte[] next) {
    return ByteBuffer.allocate(one.length + next.length).put(one).put(next).array();
  }
}
