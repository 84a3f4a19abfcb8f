package org.vespabench.runner.relay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.vespabench.runner.server.RequestBody;

/** Gathers a request's body: its envelope cannot be closed before its end is known to be JSON. */
final class Gathering implements RequestBody.Reader {
  private final RequestBody body;
  private final int limitBytes;
  private final Consumer<byte[]> whole;
  private final Runnable tooLarge;

  /** Never used by two threads at once, as the server says. */
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Gathering(RequestBody body, int limitBytes, Consumer<byte[]> whole, Runnable tooLarge) {
    this.body = body;
    this.limitBytes = limitBytes;
    this.whole = whole;
    this.tooLarge = tooLarge;
  }

  /**
   * Wait for the whole.
   *
   * @param whole called once if it comes; on an I/O thread
   * @param tooLarge called once if it has more than so many bytes; must end the reply
   */
  static void of(RequestBody body, int limitBytes, Consumer<byte[]> whole, Runnable tooLarge) {
    if (body.length().orElse(0) > limitBytes) {
      tooLarge.run();
    } else {
      body.stream(new Gathering(body, limitBytes, whole, tooLarge));
    }
  }

  @Override
  public void data(ByteBuffer part) {
    body.release(part.remaining());
    if (bytes.size() + (long) part.remaining() > limitBytes) {
      bytes.reset();
      tooLarge.run(); // nothing more comes then
      return;
    }
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.writeBytes(copy);
  }

  @Override
  public void end() {
    whole.accept(bytes.toByteArray());
  }
}
