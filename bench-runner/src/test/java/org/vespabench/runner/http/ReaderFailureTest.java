package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** A plugin's own failures, which must fail its request and nothing else. */
class ReaderFailureTest {
  private static final int OTHERS = 8;
  private static final TestRequest REQUEST = TestRequest.get("/");

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
    stand
        .backend()
        .on("/", ScriptedReply.json("{}"))
        .on("/stream", ScriptedReply.sse("1", "2", "3"));
  }

  @AfterEach
  void close() {
    stand.close();
  }

  static Stream<Arguments> throwables() {
    return Stream.<Supplier<Throwable>>of(
            () -> new IllegalStateException("a bug"),
            () -> new NoClassDefFoundError("a/missing/Class"),
            () -> new AssertionError("an assertion"),
            () -> new StackOverflowError("too deep"))
        .map(thrown -> arguments(thrown.get().getClass().getSimpleName(), thrown));
  }

  @Test
  void whatTheMakerOfAReaderThrowsIsForTheCallerWithNothingSent() {
    TestRequest broken =
        REQUEST.streaming(
            () -> {
              throw new IllegalStateException("no reader");
            });

    assertThatThrownBy(() -> stand.perform(broken)).hasMessage("no reader");

    assertThat(stand.backend().requests()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("throwables")
  void whatAFollowUpThrowsFailsItsRequestAlone(String name, Supplier<Throwable> thrown)
      throws Exception {
    failsAlone(
        REQUEST.followedBy(
            (reply, session) -> {
              throw ReaderFailureTest.<RuntimeException>raise(thrown.get());
            }),
        name);
  }

  private void failsAlone(TestRequest broken, String name) throws Exception {
    List<Operation> others = startMany();
    Operation failing = stand.perform(broken);
    List<Operation> later = startMany();

    Exchange exchange = Stand.ended(failing);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.BODY);
    assertThat(exchange.failure().message())
        .startsWith("the plugin could not read the reply: java.lang." + name + ": ");
    for (Operation other : Stream.concat(others.stream(), later.stream()).toList()) {
      assertThat(Stand.ended(other).failure()).isNull();
    }
    assertThat(stand.measure(REQUEST).failure()).isNull();
  }

  private List<Operation> startMany() {
    return IntStream.range(0, OTHERS).mapToObj(i -> stand.perform(REQUEST)).toList();
  }

  /** Throw anything without a declaration, as code that was compiled against another jar does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aReaderThatRefusesAnEventClosesItsConnection() throws Exception {
    StreamReader refusing =
        new StreamReader() {
          @Override
          public Output event(String data) {
            throw new BenchmarkException("an error event");
          }

          @Override
          public Work end(HttpReply reply) {
            return Work.asDeclared();
          }
        };
    stand.backend().on("/endless", ScriptedReply.sse("1", "2").cutAfter(1000).thenHang());

    Exchange exchange = stand.measure(TestRequest.get("/endless").streaming(() -> refusing));

    assertThat(exchange.failure()).isEqualTo(Failure.of(FailureKind.BODY, "an error event"));
    await().until(() -> stand.backend().openConnections() == 0);
  }

  @Test
  void aReaderThatStatesNoWorkFailsItsRequest() throws Exception {
    Exchange exchange = stand.measure(REQUEST.reading(reply -> null));

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.BODY);
  }
}
