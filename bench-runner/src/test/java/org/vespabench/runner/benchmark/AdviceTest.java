package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Each trouble that a backend can make, made by one, and the line that an operator reads. */
@Timeout(60)
final class AdviceTest {
  private static final String REFUSES =
      ". The backend refuses the request: bench check shows it, --extra-body changes it.";
  private static final String KEY =
      ". The backend wants a key: set BACKEND_API_KEY, or give --header.";
  private static final String PLACE =
      ". Is this the right benchmark for this backend, and the model's name right? --path changes"
          + " the path, --model the model; the URL may have a base path.";
  private static final String BUSY =
      ". The backend is overloaded, or not ready: lower --concurrency, or wait with --wait 5m.";
  private static final String CONTEXT =
      ". Prompt and answer do not fit into the model's context: lower --prompt-words or"
          + " --max-tokens, or start the backend with a longer context.";
  private static final String LOG = ". Look at the backend's own log.";

  static List<Arguments> statuses() {
    return List.of(
        status(400, "no such field", REFUSES, "bad-request"),
        status(422, "no such field", REFUSES, "bad-request"),
        status(413, "", REFUSES, "bad-request"),
        status(
            400, "This model's maximum context length is 2048 tokens", CONTEXT, "context-overflow"),
        status(422, "inputs tokens + max_new_tokens is too long", CONTEXT, "context-overflow"),
        status(
            422,
            "`inputs` must have less than 1024 tokens. Given: 2000",
            CONTEXT,
            "context-overflow"),
        status(422, "`inputs` cannot be empty", REFUSES, "bad-request"),
        status(401, "", KEY, "unauthorized"),
        status(403, "go away", KEY, "unauthorized"),
        status(404, "no model 'x'", PLACE, "not-found"),
        status(405, "", PLACE, "not-found"),
        status(429, "", BUSY, "overloaded"),
        status(503, "loading", BUSY, "overloaded"),
        status(500, "out of memory", LOG, "backend-error"),
        status(502, "", LOG, "backend-error"),
        status(
            301, "", ". Redirects are not followed: use the URL that it points to.", "not-found"));
  }

  private static Arguments status(int code, String body, String advice, String id) {
    String message = "status " + code + (body.isEmpty() ? "" : ": " + body);
    return Arguments.of(
        ScriptedReply.status(code, body), message + advice + " See docs/troubleshooting.md#" + id);
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void everyStatusHasItsLine(ScriptedReply reply, String line) throws Exception {
    assertThat(reason(reply, Map.of())).isEqualTo(line);
  }

  static List<Arguments> replies() {
    String whole = "{\"done\": 10}";
    return List.of(
        Arguments.of(
            ScriptedReply.html("<!DOCTYPE html><p>Welcome</p>"),
            "the reply is no JSON but begins with <!DOCTYPE html><p>Welcome</p>. A web page came"
                + " instead of JSON: the URL belongs to something else, such as a proxy or a"
                + " front-end. See docs/troubleshooting.md#html-instead-of-json"),
        Arguments.of(
            ScriptedReply.text("welcome"),
            "the reply is no JSON but begins with welcome. The reply is not what this benchmark's"
                + " protocol promises: bench check shows it. See"
                + " docs/troubleshooting.md#bad-reply"),
        Arguments.of(
            ScriptedReply.raw("SSH-2.0-OpenSSH_9.2\r\n").thenClose(),
            "Is URL the port of the HTTP server, and http (not https) right? See"
                + " docs/troubleshooting.md#not-http"),
        Arguments.of(
            ScriptedReply.json(whole).cutAfter(4),
            "The backend, or something between, closed the connection: look at its log for a crash"
                + " or lack of memory. See docs/troubleshooting.md#connection-lost"),
        Arguments.of(
            ScriptedReply.hang().thenReset(),
            "The backend, or something between, closed the connection: look at its log for a crash"
                + " or lack of memory. See docs/troubleshooting.md#connection-lost"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void everyBrokenReplyHasItsLine(ScriptedReply reply, String line) throws Exception {
    assertThat(reason(reply, Map.of())).endsWith(line);
  }

  @Test
  void aBackendThatHangsHasItsLine() throws Exception {
    assertThat(reason(ScriptedReply.hang(), Map.of("timeout", "300ms")))
        .isEqualTo(
            "not done within 300 ms. The backend accepts requests but does not finish them: look at"
                + " its log, send less (--concurrency 1, --max-tokens 16), or raise --timeout. See"
                + " docs/troubleshooting.md#backend-hangs");
  }

  @Test
  void aBodyThatTricklesForeverHasItsLine() throws Exception {
    ScriptedReply reply = ScriptedReply.json("{\"done\": 10}").cutAfter(4).thenHang();

    assertThat(reason(reply, Map.of("timeout", "300ms")))
        .endsWith("See docs/troubleshooting.md#backend-hangs");
  }

  @Test
  void nobodyListensHasItsLine() throws Exception {
    URI url;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    assertThat(Run.result(new Words(), url, Map.of()).reason())
        .startsWith("the warm-up request failed: ")
        .containsIgnoringCase("refused")
        .endsWith(
            ". Is the backend running, and listening at %s? --wait 5m waits for it. See"
                    .formatted(url)
                + " docs/troubleshooting.md#backend-down");
  }

  @Test
  void anUnknownHostHasItsLine() throws Exception {
    URI url = URI.create("http://no-such-host.invalid:8000");

    assertThat(Run.result(new Words(), url, Map.of()).reason())
        .startsWith("the warm-up request failed: unknown host: ")
        .contains("no-such-host.invalid")
        .endsWith(
            ". Is the host in %s right? See docs/troubleshooting.md#unknown-host".formatted(url));
  }

  @Test
  void plainHttpAtATlsUrlHasItsLine() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{}"))) {
      URI url = URI.create("https://127.0.0.1:" + backend.url().getPort());

      assertThat(Run.result(new Words(), url, Map.of()).reason())
          .startsWith("the warm-up request failed: ")
          .endsWith(
              ". The certificate of %s is not trusted, or it does not speak TLS: give its authority"
                      .formatted(url)
                  + " with --cacert FILE, use an http URL, or, for a test only, --insecure. See"
                  + " docs/troubleshooting.md#tls-not-trusted");
    }
  }

  /** Advice that points to nowhere helps nobody. */
  @Test
  void everyIdIsInTheDocumentation() throws Exception {
    String source = Files.readString(Path.of("src/main/java").resolve(sourceOf(Advice.class)));
    String page = Files.readString(Path.of("../docs/troubleshooting.md"));

    Matcher ids = Pattern.compile("see\\(\"([a-z-]+)\"\\)").matcher(source);
    List<String> found = ids.results().map(id -> id.group(1)).distinct().toList();

    assertThat(found).hasSizeGreaterThan(10);
    assertThat(page.lines()).containsAll(found.stream().map(id -> "### " + id).toList());
  }

  private static String sourceOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".java";
  }

  private static String reason(ScriptedReply reply, Map<String, String> flags)
      throws InterruptedException, IOException {
    try (ScriptedBackend backend = Words.backend(reply)) {
      String reason = Run.result(new Words(), backend.url(), flags).reason();
      String start = "the warm-up request failed: ";
      assertThat(reason).startsWith(start);
      return reason.substring(start.length()).replace(backend.url().toString(), "URL");
    }
  }
}
