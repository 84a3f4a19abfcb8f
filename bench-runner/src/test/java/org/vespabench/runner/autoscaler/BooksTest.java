package org.vespabench.runner.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.autoscaler.Books.Outcome;
import org.vespabench.runner.autoscaler.Books.RouteRow;

class BooksTest {
  private static AuthData route(long requestIdx, long reqnum, String endpoint) {
    return new AuthData(
        "500.0",
        endpoint,
        Long.toString(reqnum),
        Long.toString(requestIdx),
        "c2ln",
        "http://127.0.0.1:3000");
  }

  @Test
  void theCsvFileHasALineForEachRoute() throws IOException {
    Books books = new Books();
    books.add(route(1, 10, "local"), 7, 1000);
    books.add(route(2, 11, "a, \"b\""), 7, 1001);
    books.end(1, 7, Outcome.REJECTED, 2000);
    StringBuilder csv = new StringBuilder();

    books.writeCsv(csv);

    assertThat(csv)
        .hasToString(
            """
            request_idx,reqnum,endpoint,worker_id,worker_url,cost,routed_nanos,deleted_nanos,outcome
            1,10,local,7,http://127.0.0.1:3000,500.0,1000,2000,rejected
            2,11,"a, ""b""\",7,http://127.0.0.1:3000,500.0,1001,,open
            """);
  }

  @Test
  void signaturesAreNotKept() {
    Books books = new Books();

    books.add(route(1, 10, "local"), 7, 1000);

    assertThat(books.routes().get(0).route().signature()).isEmpty();
  }

  @Test
  void theOldestMakeRoom() {
    Books books = new Books(2);
    for (long i = 1; i <= 5; i++) {
      books.add(route(i, 10 + i, "local"), 7, i);
    }

    assertThat(books.routes()).extracting(RouteRow::requestIdx).containsExactly(4L, 5L);
    assertThat(books.routed()).isEqualTo(5);
    assertThat(books.end(1, 7, Outcome.SUCCESS, 9)).isEmpty();
    assertThat(books.unknownDeletes()).isEqualTo(1);
    assertThat(books.end(5, 7, Outcome.SUCCESS, 9)).hasValue(15);
  }

  @Test
  void ofSeveralOpenRoutesTheOldestEnds() {
    Books books = new Books();
    books.add(route(1, 10, "local"), 7, 1);
    books.add(route(1, 11, "local"), 8, 2);
    books.add(route(1, 12, "local"), 7, 3);

    assertThat(books.end(1, 7, Outcome.REJECTED, 4)).hasValue(10);
    assertThat(books.end(1, 7, Outcome.SUCCESS, 5)).hasValue(12);
    assertThat(books.end(1, 7, Outcome.SUCCESS, 6)).isEmpty();
    assertThat(books.routes())
        .extracting(RouteRow::outcome)
        .containsExactly(Outcome.REJECTED, Outcome.OPEN, Outcome.SUCCESS);
  }
}
