package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class ReadinessTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");

  @Test
  void waitsWhileTheBackendLoads() throws Exception {
    ScriptedReply loading = ScriptedReply.status(503, "loading");
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", loading, loading, ScriptedReply.text("fine"));
        Run run = Run.of(new Words(), backend.url(), Map.of("wait", "1m"))) {
      Result result = run.measure();

      assertThat(result.measured()).isTrue();
      assertThat(backend.requests("/health")).hasSize(3);
      assertThat(run.notes()).containsExactly("waiting for the backend: it answers 503");
    }
  }

  @Test
  void waitsUntilSomebodyListens() throws Exception {
    int port = freePort();
    URI url = URI.create("http://127.0.0.1:" + port);
    Later backend = new Later(port);
    try (backend;
        Run run = Run.of(new Words(), url, Map.of("wait", "1m"))) {
      run.onNote(line -> backend.start());

      assertThat(run.measure().measured()).isTrue();
      assertThat(run.notes()).containsExactly("waiting for the backend: it does not answer yet");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 401, 404, 405})
  void whoAnswersAtAllIsReady(int status) throws Exception {
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(status, ""));
        Run run = Run.of(new Words(), backend.url(), Map.of("wait", "1m"))) {
      assertThat(run.measure().measured()).isTrue();

      assertThat(backend.requests("/health")).hasSize(1);
      assertThat(run.notes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {425, 429, 500, 502, 503, 504})
  void whoSaysNotYetIsNotReady(int status) throws Exception {
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(status, ""));
        Run run = Run.of(new Words(), backend.url(), Map.of("wait", "1ms"))) {
      assertThatExceptionOfType(BenchmarkException.class)
          .isThrownBy(run::measure)
          .withMessage(
              "the backend was not ready within 1ms (GET /health: it answers %d). Look at its log, or"
                      .formatted(status)
                  + " raise --wait. See docs/troubleshooting.md#backend-down");
    }
  }

  @Test
  void nobodyIsAskedWithoutWait() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Run.result(new Words(), backend.url(), Map.of());

      assertThat(backend.requests("/health")).isEmpty();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A backend that is not there before it is started. */
  private static final class Later implements AutoCloseable {
    private final int port;
    private volatile HttpServer server;

    Later(int port) {
      this.port = port;
    }

    void start() {
      if (server == null) {
        try {
          server =
              HttpServer.start(
                  InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                  port,
                  (request, reply) ->
                      reply.send(
                          request.path().equals(Words.PATH) ? 200 : 404,
                          Map.of(),
                          "{\"done\": 10}"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void close() {
      if (server != null) {
        server.close();
      }
    }
  }
}
