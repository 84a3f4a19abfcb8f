package tokens;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.RequestContext;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/**
 * Streams from {@code TokenServer}, and notes down when each event was written and when it was
 * handed to the plugin. The runner's own stamp is earlier, and no plugin sees it; but of the first
 * and the last event of each stream it stands in {@code requests.jsonl}, where this puts beside it
 * when they were written.
 *
 * <p>At the end it writes a line for each event to the file {@code -Dtokens.file}: written and
 * handed over, in nanoseconds.
 */
public final class Tokens implements TestRequestProvider {
  private static final String MARK = "\"written\":\"";
  private static final int DIGITS = 19;
  private static final List<long[]> ENDED = new ArrayList<>();

  private static final TestRequest REQUEST =
      TestRequest.post("/v1/completions", "{\"stream\": true}").streaming(Reader::new);

  /** Loaded once. */
  public Tokens() {
    String file = System.getProperty("tokens.file");
    if (file != null) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(file))));
    }
  }

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("token.times:benchmark");
  }

  @Override
  public TestRequest next(RequestContext context) {
    return REQUEST;
  }

  private static void write(Path file) {
    try (PrintWriter writer = new PrintWriter(file.toFile())) {
      synchronized (ENDED) {
        for (long[] times : ENDED) {
          for (int i = 0; i < times.length; i += 2) {
            writer.println(times[i] + " " + times[i + 1]);
          }
        }
      }
    } catch (IOException e) {
      System.err.println("cannot write " + file + ": " + e.getMessage());
    }
  }

  private static final class Reader implements StreamReader {
    private long[] times = new long[512];
    private int count;

    @Override
    public Output event(String data) {
      int mark = data.indexOf(MARK);
      if (mark < 0) {
        return Output.NONE;
      }
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      int from = mark + MARK.length();
      times[count++] = Long.parseLong(data, from, from + DIGITS, 10);
      times[count++] = System.nanoTime();
      return Output.ANSWER;
    }

    @Override
    public Work end(HttpReply reply) {
      if (count == 0) {
        throw new BenchmarkException("no event");
      }
      synchronized (ENDED) {
        ENDED.add(Arrays.copyOf(times, count));
      }
      return Work.done(count / 2)
          .detail("firstWritten", times[0])
          .detail("firstHanded", times[1])
          .detail("lastWritten", times[count - 2])
          .detail("lastHanded", times[count - 1]);
    }
  }
}
