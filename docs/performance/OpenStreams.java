import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens many streams of OpenAI's completions at once, and reads each to its end: {@code URL STREAMS
 * TOKENS}. Prints how many were complete, how many were open at the same time at most, and how many
 * tokens came. A stream is complete when all its tokens, {@code [DONE]} and the last chunk came.
 */
final class OpenStreams {
  private static final int STACK_BYTES = 256 << 10;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String FIRST = "data: {";
  private static final String EMPTY = "\"text\":\"\""; // the last event, which has a reason alone

  private final URI url;
  private final int tokens;
  private final AtomicInteger complete = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  private OpenStreams(URI url, int tokens) {
    this.url = url;
    this.tokens = tokens;
  }

  public static void main(String[] arguments) throws InterruptedException {
    OpenStreams all = new OpenStreams(URI.create(arguments[0]), Integer.parseInt(arguments[2]));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      Thread thread = new Thread(null, all::read, "stream-" + i, STACK_BYTES);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(all.complete + " " + all.mostOpen + " " + all.received);
  }

  private void read() {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
      read(
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024));
    } catch (IOException e) {
      System.err.println("a stream failed: " + e);
    }
  }

  private String request() {
    String body =
        "{\"model\":\"model\",\"prompt\":\"a\",\"ignore_eos\":true,\"max_tokens\":%d,\"stream\":true}"
            .formatted(tokens);
    return "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  private void read(BufferedReader reader) throws IOException {
    int events = 0;
    boolean done = false;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(FIRST) && !line.contains(EMPTY) && events++ == 0) {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      }
      done |= line.startsWith("data: [DONE]");
      if (line.equals("0")) { // the last chunk
        break;
      }
    }
    open.decrementAndGet();
    received.addAndGet(events);
    if (done && events == tokens) {
      complete.incrementAndGet();
    }
  }
}
