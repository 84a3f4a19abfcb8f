package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  @Test
  void theFirstForAPathIsWaitedFor() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start();
        Socket socket = new Socket(backend.url().getHost(), backend.url().getPort())) {
      String request = "GET /other HTTP/1.1\r\n\r\nGET /a?b HTTP/1.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));

      assertThat(backend.awaitRequest("/a").query()).isEqualTo("b");
      assertThat(backend.requests()).extracting(ReceivedRequest::path).contains("/other", "/a");
    }
  }

  @Test
  void oneThatCameBeforeIsThereAtOnce() throws Exception {
    arrivals.add(request("/a"));
    arrivals.add(request("/a?later"));

    assertThat(arrivals.await("/a", Duration.ZERO).query()).isEmpty();
  }

  @Test
  void whoWaitsInVainIsToldWhatCame() {
    arrivals.add(request("/b"));
    arrivals.add(request("/b"));

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> arrivals.await("/a", Duration.ofMillis(1)))
        .withMessage("no request for /a came within 1 ms; what came: [/b]");
  }

  @Test
  void whoWaitsCanBeInterrupted() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> arrivals.await("/a", Duration.ofSeconds(10)));
  }

  private static ReceivedRequest request(String target) {
    return ReceivedRequest.of("GET", target, List.of(), new byte[0]);
  }
}
