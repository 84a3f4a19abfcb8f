package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.testkit.ScriptedReply;

/** Where {@link StreamTimesTest} stops: reused connections, reasoning, replies before the reply. */
class StampsTest {
  private static final ScriptedReply CHUNKED = ScriptedReply.sse("1", "2", "3", "4", "5");

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void readsAreToldApartOnAReusedConnectionAsWell() throws Exception {
    Semaphore permits = new Semaphore(1);
    stand.backend().on("/", ScriptedReply.json("{}"), CHUNKED.withPermits(permits), CHUNKED);
    stand.measure(TestRequest.get("/"));

    Exchange apart = stand.measure(streamed(new EventList(permits::release)));
    Exchange together = stand.measure(streamed(new EventList()));

    assertThat(apart.connection().fresh()).isFalse();
    assertThat(apart.outputs().gapsInOneRead()).isZero();
    assertThat(together.outputs().gapsInOneRead()).isEqualTo(4);
  }

  @Test
  void theFirstAnswerIsTheFirstOutputThatIsNoReasoning() throws Exception {
    Semaphore permits = new Semaphore(1);
    stand.backend().on("/", CHUNKED.withPermits(permits));

    Exchange exchange =
        stand.measure(
            streamed(
                new StreamReader() {
                  @Override
                  public Output event(String data) {
                    permits.release();
                    return switch (data) {
                      case "1" -> Output.NONE;
                      case "2", "3" -> Output.REASONING;
                      default -> Output.ANSWER;
                    };
                  }

                  @Override
                  public Work end(HttpReply reply) {
                    return Work.done(4);
                  }
                }));

    OutputTimes outputs = exchange.outputs();
    assertThat(outputs.count()).isEqualTo(4);
    assertThat(outputs.reasoned()).isTrue();
    assertThat(outputs.first()).isLessThan(outputs.firstAnswer());
    assertThat(outputs.firstAnswer()).isEqualTo(outputs.at(2)).isLessThan(outputs.last());
  }

  @Test
  void informationBeforeTheReplyIsNotTheReply() throws Exception {
    stand
        .backend()
        .on(
            "/",
            ScriptedReply.raw(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

    Operation operation = stand.perform(TestRequest.get("/"));

    assertThat(Stand.ended(operation).failure()).isNull();
    assertThat(operation.reply().status()).isEqualTo(200);
    assertThat(operation.reply().body()).isEqualTo("{}");
  }

  private static TestRequest streamed(StreamReader reader) {
    return TestRequest.post("/", "{}").streaming(() -> reader);
  }
}
