package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedReply;

/** How requests wait for each other where the backend may have only some at once. */
final class QueueTest {
  @TempDir private Path folder;

  @Test
  void theBackendHasOneAtATimeInTheOrderInWhichTheyCame() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (Stand stand = Stand.unsecured().letting(1).ready()) {
      stand.backend.on("/any", Stand.OK.withPermits(permits));
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        int count = i;
        all.add(stand.client().later("/any", "{\"i\": " + i + "}"));
        Stand.soon().until(() -> stand.worker().inHand() == count);
      }
      assertThat(stand.backend.requests("/any")).hasSize(1);

      for (int i = 0; i < 5; i++) {
        int begun = i + 1;
        Stand.soon().until(() -> stand.backend.requests("/any").size() == begun);
        permits.release();
        assertThat(all.get(i).get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }

      assertThat(stand.backend.requests("/any"))
          .extracting(ReceivedRequest::body)
          .containsExactly("{\"i\": 1}", "{\"i\": 2}", "{\"i\": 3}", "{\"i\": 4}", "{\"i\": 5}");
    }
  }

  @Test
  void whoLeavesTheQueueIsNeverSentAndHoldsUpNobody() throws Exception {
    Path books = folder.resolve("books.csv");
    Semaphore permits = new Semaphore(0);
    try (Stand stand = Stand.unsecured().letting(1)) {
      stand.books = Optional.of(books);
      stand.ready().backend.on("/any", Stand.OK.withPermits(permits));
      var first = stand.client().later("/any", "{\"i\": 1}");
      var unused = stand.backend.awaitRequest("/any");
      try (RawConnection impatient = stand.connect()) {
        impatient.send("POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n{\"i\": 2}");
        Stand.soon().until(() -> stand.worker().inHand() == 2);
        var third = stand.client().later("/any", "{\"i\": 3}");
        Stand.soon().until(() -> stand.worker().inHand() == 3);
        impatient.reset();
        Stand.soon().until(() -> stand.worker().inHand() == 2);

        permits.release(2);

        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(third.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(stand.backend.requests("/any"))
          .extracting(ReceivedRequest::body)
          .containsExactly("{\"i\": 1}", "{\"i\": 3}");
      assertThat(Files.readAllLines(books))
          .filteredOn(line -> line.contains("cancelled,499"))
          .hasSize(1);
    }
  }

  @Test
  void whereAllFailAtOnceAllAreAnswered() throws Exception {
    try (Stand stand = Stand.unsecured().letting(1).ready()) {
      stand.backend.on("/any", ScriptedReply.hang());
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        all.add(stand.client().later("/any", "{}"));
      }
      Stand.soon().until(() -> stand.worker().inHand() == 300);

      stand.backend.close();

      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertThat(one.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(502);
      }
      assertThat(stand.worker().inHand()).isZero();
    }
  }

  @Test
  void severalMayBeAtTheBackendAtOnce() throws Exception {
    try (Stand stand = Stand.unsecured().letting(3).ready()) {
      stand.backend.on("/any", ScriptedReply.hang());
      for (int i = 0; i < 5; i++) {
        var unused = stand.client().later("/any", "{}");
      }

      Stand.soon().until(() -> stand.worker().inHand() == 5);
      Stand.soon().until(() -> stand.backend.requests("/any").size() >= 3);
      assertThat(stand.backend.openConnections())
          .as("one for each, and the health check's")
          .isLessThanOrEqualTo(4);
    }
  }
}
