import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Streams tokens evenly, as a server of OpenAI's completions would: {@code PORT STREAMS
 * TOKENS_PER_SECOND TOKENS_PER_STREAM WARM_UP_SECONDS SECONDS}. Each event says when it was
 * written, by {@code System.nanoTime}, which on Linux is CLOCK_MONOTONIC.
 *
 * <p>One thread, which never sleeps. Each connection has its own beat, those of all are spread
 * evenly, and a request that follows within one beat goes on with the next. When it is killed it
 * prints how late it was itself, in microseconds: median, p99 and the longest.
 */
final class TokenServer {
  private static final String STAMP = "0000000000000000000";
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String END = chunk("data: [DONE]\n\n") + "0\r\n\r\n";

  private final long intervalNanos;
  private final int streams;
  private final int tokensPerStream;
  private final Lateness lateness;
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final PriorityQueue<Stream> beating =
      new PriorityQueue<>((one, other) -> Long.compare(one.due - other.due, 0));
  private final ByteBuffer in = ByteBuffer.allocateDirect(65_536);
  private final ByteBuffer head = direct(HEAD);
  private final Event middle = new Event("null", "");
  private final Event last = new Event("\"length\"", END);
  private int accepted;

  private TokenServer(String[] arguments) throws IOException {
    streams = Integer.parseInt(arguments[1]);
    intervalNanos = 1_000_000_000L / Integer.parseInt(arguments[2]);
    tokensPerStream = Integer.parseInt(arguments[3]);
    lateness =
        new Lateness(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
    listener.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("clock")) {
      System.out.println(System.nanoTime());
      return;
    }
    TokenServer server = new TokenServer(arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(server.lateness::print));
    server.serve();
  }

  private void serve() throws IOException {
    while (true) {
      for (int i = 0; i < 16 && isDue(beating.peek()); i++) {
        beat(beating.poll());
      }
      selector.selectNow(this::ready);
    }
  }

  private static boolean isDue(Stream stream) {
    return stream != null && stream.due - System.nanoTime() <= 0;
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else {
        read((Stream) key.attachment());
      }
    } catch (IOException e) {
      close((Stream) key.attachment());
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel == null) {
      return;
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    long phase = intervalNanos * (accepted++ % streams) / streams;
    Stream stream = new Stream(channel, phase);
    channel.register(selector, SelectionKey.OP_READ, stream);
  }

  /** Requests are small: each is taken to be complete with its last brace. */
  private void read(Stream stream) throws IOException {
    in.clear();
    int count = stream.channel.read(in);
    if (count < 0) {
      close(stream);
      return;
    }
    if (count > 0 && in.get(count - 1) == '}' && stream.left == 0) {
      stream.write(head.duplicate());
      stream.left = tokensPerStream;
      stream.due = stream.nextBeat(System.nanoTime());
      beating.add(stream);
    }
  }

  private void beat(Stream stream) {
    try {
      if (stream.drain() && stream.left > 0) {
        stream.left--;
        long now = System.nanoTime();
        Event event = stream.left == 0 ? last : middle;
        stream.write(event.at(now));
        lateness.add(now, now - stream.due);
      }
      stream.due += intervalNanos;
      if (stream.left > 0 || stream.pending != null) {
        beating.add(stream);
      }
    } catch (IOException e) {
      close(stream);
    }
  }

  private void close(Stream stream) {
    try {
      stream.channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** One connection. */
  private final class Stream {
    private final SocketChannel channel;
    private final long phase;
    private ByteBuffer pending;
    private int left;
    private long due;

    Stream(SocketChannel channel, long phase) {
      this.channel = channel;
      this.phase = phase;
    }

    long nextBeat(long now) {
      return now - Math.floorMod(now - phase, intervalNanos) + intervalNanos;
    }

    /** What the socket does not take goes first at the next beat. */
    void write(ByteBuffer bytes) throws IOException {
      channel.write(bytes);
      if (bytes.hasRemaining()) {
        pending = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      }
    }

    boolean drain() throws IOException {
      if (pending != null) {
        channel.write(pending);
        pending = pending.hasRemaining() ? pending : null;
      }
      return pending == null;
    }
  }

  /** A chunk with one event, whose time is written over. */
  private static final class Event {
    private final ByteBuffer bytes;
    private final int stampEnds;

    Event(String finishReason, String after) {
      String text =
          chunk(
                  "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1790000000,"
                      + "\"model\":\"tokens\",\"written\":\""
                      + STAMP
                      + "\",\"choices\":[{\"index\":0,\"text\":\" token\",\"logprobs\":null,"
                      + "\"finish_reason\":"
                      + finishReason
                      + "}]}\n\n")
              + after;
      bytes = direct(text);
      stampEnds = text.indexOf(STAMP) + STAMP.length();
    }

    ByteBuffer at(long nanos) {
      long left = nanos;
      for (int i = 1; i <= STAMP.length(); i++) {
        bytes.put(stampEnds - i, (byte) ('0' + left % 10));
        left /= 10;
      }
      return bytes.rewind();
    }
  }

  /** How late this server itself was, after the warm-up. */
  private static final class Lateness {
    private static final int MOST = 10_000_000;

    private final long warmUpNanos;
    private final long nanos;
    private final int[] late = new int[MOST];
    private volatile int count;
    private long first;

    Lateness(int warmUpSeconds, int seconds) {
      this.warmUpNanos = warmUpSeconds * 1_000_000_000L;
      this.nanos = seconds * 1_000_000_000L;
    }

    void add(long now, long lateNanos) {
      first = first == 0 ? now : first;
      long since = now - first - warmUpNanos;
      if (since >= 0 && since < nanos && count < MOST) {
        late[count] = (int) Math.min(lateNanos, Integer.MAX_VALUE);
        count++;
      }
    }

    void print() {
      int[] sorted = Arrays.copyOf(late, count);
      Arrays.sort(sorted);
      if (count > 0) {
        System.out.printf(
            "%d %d %d%n",
            sorted[count / 2] / 1000,
            sorted[(int) (count * 0.99)] / 1000,
            sorted[count - 1] / 1000);
      }
    }
  }
}
