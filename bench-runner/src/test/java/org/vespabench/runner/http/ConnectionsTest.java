package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Exchange.Connection;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** Which connection a request gets, and what becomes of it. */
class ConnectionsTest {
  private static final TestRequest REQUEST = TestRequest.post("/x", "{}");
  private static final ScriptedReply GOOD = ScriptedReply.json("{}");
  private static final ScriptedReply GONE = ScriptedReply.raw("").thenClose();
  private static final int MANY = 300;

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", ""})
  void oneAfterTheOtherUseTheSameConnection(String body) throws Exception {
    stand.backend().on("/x", ScriptedReply.json(body));

    List<Connection> used = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      used.add(stand.measure(REQUEST).connection());
    }

    assertThat(stand.backend().connections()).isEqualTo(1);
    assertThat(used.remove(0)).isEqualTo(new Connection(true, false));
    assertThat(used).containsOnly(new Connection(false, false));
  }

  @Test
  void aStreamLeavesItsConnectionToTheNext() throws Exception {
    stand.backend().on("/x", ScriptedReply.sse("a", "b"));

    stand.measure(REQUEST.streaming(EventList::new));
    Exchange second = stand.measure(REQUEST.streaming(EventList::new));

    assertThat(second.connection().fresh()).isFalse();
    assertThat(stand.backend().connections()).isEqualTo(1);
  }

  @Test
  void aFailedStatusLeavesItsConnectionToTheNext() throws Exception {
    stand.backend().on("/x", ScriptedReply.status(500, "{}"), GOOD);

    Exchange first = stand.measure(REQUEST);
    stand.measure(REQUEST);

    assertThat(first.succeeded()).isFalse();
    assertThat(stand.backend().connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatTheServerSaysItClosesIsNotUsedAgain() throws Exception {
    stand.backend().on("/x", GOOD.withConnectionClose());

    stand.measure(REQUEST);
    Exchange second = stand.measure(REQUEST);

    assertThat(second.connection()).isEqualTo(new Connection(true, false));
    assertThat(stand.backend().connections()).isEqualTo(2);
  }

  @Test
  void aRequestLostOnAReusedConnectionIsSentOnceMore() throws Exception {
    stand.backend().on("/x", GOOD, GONE, GOOD);

    stand.measure(REQUEST);
    Exchange second = stand.measure(REQUEST);

    assertThat(second.succeeded()).isTrue();
    assertThat(second.connection()).isEqualTo(new Connection(true, true));
    assertThat(stand.backend().requests()).hasSize(3);
    assertThat(stand.backend().connections()).isEqualTo(2);
  }

  @Test
  void itIsNotSentAThirdTime() throws Exception {
    stand.backend().on("/x", GOOD, GONE);

    stand.measure(REQUEST);
    Exchange second = stand.measure(REQUEST);

    assertThat(second.failure()).isNotNull();
    assertThat(second.failure().kind()).isEqualTo(FailureKind.LOST);
    assertThat(second.connection()).isEqualTo(new Connection(true, true));
    assertThat(stand.backend().requests()).hasSize(3);
  }

  @Test
  void whatIsLostInTheMiddleOfTheReplyIsNotSentAgain() throws Exception {
    stand.backend().on("/x", GOOD, GOOD.cutAfter(1));

    stand.measure(REQUEST);
    Exchange second = stand.measure(REQUEST);

    assertThat(second.succeeded()).isFalse();
    assertThat(second.connection()).isEqualTo(new Connection(false, false));
    assertThat(stand.backend().requests()).hasSize(2);
  }

  @Test
  void aServerThatClosesWithoutSayingSoFailsNobody() throws Exception {
    stand.backend().on("/x", GOOD.thenClose());

    // The race between its closing and our next request may end either way, many times.
    for (int i = 0; i < 100; i++) {
      assertThat(stand.measure(REQUEST).failure()).as("request %d", i).isNull();
    }
  }

  @Test
  void threeHundredAtOnceHaveAConnectionEachAndKeepIt() throws Exception {
    Semaphore permits = new Semaphore(0);
    stand.backend().on("/x", GOOD.withPermits(permits));

    List<Operation> first = startMany();
    await().until(() -> stand.backend().requests().size() == MANY);
    permits.release(2 * MANY);
    for (Operation one : first) {
      assertThat(Stand.ended(one).failure()).isNull();
    }
    for (Operation one : startMany()) {
      assertThat(Stand.ended(one).failure()).isNull();
    }

    assertThat(stand.backend().requests()).hasSize(2 * MANY);
    assertThat(stand.backend().connections()).isEqualTo(MANY);
  }

  private List<Operation> startMany() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      operations.add(stand.perform(REQUEST));
    }
    return operations;
  }
}
