package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.simulate.Books.Served;

class BooksTest {
  @Test
  void sumsUpWhatWasServed() {
    Books books = new Books();

    books.add(served(0, "/a", 2.5));
    books.add(served(1, "/b", 4));
    books.addOther();

    assertThat(books.list()).extracting(Served::index).containsExactly(0L, 1L);
    assertThat(books.count()).isEqualTo(2);
    assertThat(books.units()).isEqualTo(6.5);
    assertThat(books.others()).isEqualTo(1);
  }

  @Test
  void writesCsvWithAHeaderLine() throws IOException {
    Books books = new Books();
    books.add(new Served(0, "a-7", "/v1", 200, 2.5, 10, 20, 90, false, new long[] {30, 60, 80}));
    books.add(new Served(1, "", "/q?a=\"1,2\"", 0, 0, 11, 21, 22, true, new long[0]));

    StringBuilder csv = new StringBuilder();
    books.writeCsv(csv);

    assertThat(csv)
        .hasToString(
            """
            index,path,status,units,arrived_nanos,started_nanos,ended_nanos,\
            first_emitted_nanos,last_emitted_nanos,cut,request_id
            0,/v1,200,2.5,10,20,90,30,80,false,a-7
            1,"/q?a=""1,2""\",0,0.0,11,21,22,,,true,
            """);
  }

  @Test
  void forgetsTheOldestButKeepsTheSums() {
    Books books = new Books(9);

    for (int i = 0; i < 10; i++) {
      books.add(served(i, "/", 1, 1, 2)); // weighs 3
    }

    assertThat(books.list()).extracting(Served::index).containsExactly(7L, 8L, 9L);
    assertThat(books.count()).isEqualTo(10);
    assertThat(books.units()).isEqualTo(10);
  }

  @Test
  void emissionTimesCannotBeChangedFromOutside() {
    long[] times = {1, 2};
    Served served = served(0, "/", 1, times);

    times[0] = 9;
    served.emittedNanos()[1] = 9;

    assertThat(served.emittedNanos()).containsExactly(1, 2);
  }

  private static Served served(long index, String path, double units, long... emitted) {
    return new Served(index, "", path, 200, units, 0, 0, 0, false, emitted);
  }
}
