package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.ServerOptions;
import org.vespabench.runner.server.StreamingHandler;

class ManyAtOnceTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final StreamingHandler ECHO =
      StreamingHandler.gathering(
          1 << 20,
          (request, reply) -> {
            reply.start(200, Map.of());
            for (String line : request.body().split("(?<=;)", -1)) {
              reply.write(line);
            }
            reply.end();
          });

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyClientGetsItsOwnReplyWhileOthersLeave(boolean gathering) throws Exception {
    try (HttpServer backend =
            HttpServer.start(InetAddress.getLoopbackAddress(), 0, ServerOptions.LIMITED, ECHO);
        Stand stand =
            gathering
                ? Stand.gathering(ProxyOptions.to(backend.url()))
                : Stand.streaming(ProxyOptions.to(backend.url()))) {
      for (int round = 0; round < 8; round++) {
        List<String> texts =
            IntStream.range(round, round + 40).mapToObj(i -> (i + ";").repeat(i * 40)).toList();
        List<CompletableFuture<HttpResponse<String>>> replies =
            texts.stream().map(text -> send(stand, text)).toList();
        for (int i = 0; i < 10; i++) {
          try (RawConnection leaver = stand.connect()) {
            leaver.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 100\r\n\r\n");
            leaver.send("x".repeat(i * 11));
          }
        }
        for (int i = 0; i < texts.size(); i++) {
          assertThat(replies.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo(texts.get(i));
        }
      }
      await().until(() -> stand.proxy.inFlight() == 0);
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(Stand stand, String text) {
    URI url = URI.create(stand.server.url() + "/");
    HttpRequest request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(text)).build();
    return CLIENT.sendAsync(request, BodyHandlers.ofString());
  }
}
