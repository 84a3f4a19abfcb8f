package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Exchange.Stamps;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.testkit.ScriptedReply;

/** What one socket read delivered has one time, and what two did has two. */
class StreamTimesTest {
  private static final String PATH = "/stream";
  private static final String[] EVENTS = {"a", "b", "c", "d", "e"};
  private static final String PLAIN = "data: a\n\ndata: b\n\ndata: c\n\ndata: d\n\ndata: e\n\n";

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  /** The same five events, each a part of its own, in every framing that HTTP has. */
  static Stream<Named<ScriptedReply>> framings() {
    ScriptedReply plain =
        ScriptedReply.text(PLAIN)
            .withHeader("Content-Type", "text/event-stream")
            .splitAt(9, 18, 27, 36);
    return Stream.of(
        Named.of("chunks", ScriptedReply.sse(EVENTS)),
        Named.of("a length", plain),
        Named.of("until it closes", plain.untilClosed()));
  }

  @ParameterizedTest
  @MethodSource("framings")
  void eventsOfOneWriteShareOneTime(ScriptedReply reply) throws Exception {
    stand.backend().on(PATH, reply);

    OutputTimes outputs = stand.measure(streaming(new EventList())).outputs();

    assertThat(outputs.count()).isEqualTo(5);
    assertThat(times(outputs)).containsOnly(outputs.first());
    assertThat(outputs.gapsInOneRead()).isEqualTo(4);
  }

  /** Fails, other than the one above, if the connection does not count the bytes it received. */
  @ParameterizedTest
  @MethodSource("framings")
  void whatArrivesWithTheHeadHasTheTimeOfTheHead(ScriptedReply reply) throws Exception {
    stand.backend().on(PATH, reply);

    Exchange exchange = stand.measure(streaming(new EventList()));

    assertThat(exchange.outputs().first()).isEqualTo(exchange.stamps().headers());
  }

  @ParameterizedTest
  @MethodSource("framings")
  void eventsOfSeparateWritesHaveTimesOfTheirOwn(ScriptedReply reply) throws Exception {
    Semaphore permits = new Semaphore(1);
    stand.backend().on(PATH, reply.withPermits(permits));

    // Each event leaves only after the one before it was read.
    OutputTimes outputs = stand.measure(streaming(new EventList(permits::release))).outputs();

    assertThat(outputs.count()).isEqualTo(5);
    assertThat(times(outputs)).isSorted().doesNotHaveDuplicates();
    assertThat(outputs.gapsInOneRead()).isZero();
  }

  @Test
  void twoEventsInEachWriteShareATimeByTwos() throws Exception {
    Semaphore permits = new Semaphore(1);
    EventList[] reader = new EventList[1];
    reader[0] =
        new EventList(
            () -> {
              if (reader[0].events().size() % 2 == 0) {
                permits.release();
              }
            });
    stand
        .backend()
        .on(PATH, ScriptedReply.sse("a", "b", "c", "d").splitAt(18).withPermits(permits));

    OutputTimes outputs = stand.measure(streaming(reader[0])).outputs();

    assertThat(outputs.count()).isEqualTo(4);
    assertThat(outputs.at(1)).isEqualTo(outputs.at(0));
    assertThat(outputs.at(2)).isGreaterThan(outputs.at(1));
    assertThat(outputs.at(3)).isEqualTo(outputs.at(2));
  }

  @ParameterizedTest
  @MethodSource("framings")
  void stampsAreInOrder(ScriptedReply reply) throws Exception {
    stand.backend().on(PATH, reply);

    Exchange exchange = stand.measure(streaming(new EventList()));

    Stamps stamps = exchange.stamps();
    assertThat(
            List.of(
                stamps.intended(),
                stamps.leased(),
                stamps.sent(),
                stamps.headers(),
                exchange.outputs().first(),
                exchange.outputs().last(),
                stamps.done()))
        .isSorted();
    assertThat(stamps.sent()).isGreaterThan(stamps.intended());
    assertThat(stamps.headers()).isGreaterThan(stamps.sent());
  }

  @Test
  void charactersSplitAcrossWritesStayWhole() throws Exception {
    Semaphore permits = new Semaphore(Integer.MAX_VALUE);
    EventList reader = new EventList();
    ScriptedReply reply = ScriptedReply.sse("ü€🐝", "🐝");
    stand.backend().on(PATH, reply.splitAt(7, 9, 10, 12, 14, 25).withPermits(permits));

    Exchange exchange = stand.measure(streaming(reader));

    assertThat(exchange.succeeded()).isTrue();
    assertThat(reader.events()).containsExactly("ü€🐝", "🐝");
  }

  @Test
  void jsonLinesAreEventsToo() throws Exception {
    EventList reader = new EventList();
    stand
        .backend()
        .on(
            PATH,
            ScriptedReply.text("{\"a\":1}\n{\"b\":2}")
                .withHeader("Content-Type", "application/x-ndjson"));

    Exchange exchange = stand.measure(streaming(reader));

    assertThat(exchange.outputs().count()).isEqualTo(2);
    assertThat(reader.events()).containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void aReplyThatIsNoStreamHasNoOutputs() throws Exception {
    stand.backend().on(PATH, ScriptedReply.json("{}"));

    Exchange exchange = stand.measure(streaming(new EventList()));

    assertThat(exchange.succeeded()).isTrue();
    assertThat(exchange.outputs().count()).isZero();
  }

  private static TestRequest streaming(EventList reader) {
    return TestRequest.post(PATH, "{}").streaming(() -> reader);
  }

  private static List<Long> times(OutputTimes outputs) {
    return IntStream.range(0, outputs.count()).mapToObj(outputs::at).toList();
  }
}
