package org.vespabench.runner.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.vespabench.runner.server.ServerReply;

/** Sends a stream of server-sent events, each as its unit is done. On the clock's thread. */
final class Streaming implements Task.Listener {
  private final Stage stage;
  private final ServerReply reply;
  private final IntFunction<String> event;
  private final List<String> last;

  private boolean begun;
  private boolean crashed;
  private int count;

  /** Grows, as a client may ask for millions and leave. */
  private long[] emitted = new long[16];

  Streaming(Stage stage, ServerReply reply, IntFunction<String> event, List<String> last) {
    this.stage = stage;
    this.reply = reply;
    this.event = event;
    this.last = last;
  }

  @Override
  public void event(Task task, int index) {
    try {
      String framed = framed(event.apply(index));
      begin(task);
      note(stage.nanos());
      reply.write(framed);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      crashed = true;
      stage.stop(task);
      stage.crash(e, begun);
    }
  }

  @Override
  public void ended(Task task) {
    try {
      begin(task);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      stage.book(task, 500, false, stage.nanos());
      stage.crash(e, begun);
      return;
    }
    last.forEach(data -> reply.write(framed(data)));
    stage.book(task, 200, false, stage.nanos(), Arrays.copyOf(emitted, count));
    reply.end();
  }

  @Override
  public void cancelled(Task task) {
    int status = begun ? 200 : crashed ? 500 : 0;
    stage.book(task, status, true, stage.nanos(), Arrays.copyOf(emitted, count));
  }

  private void begin(Task task) {
    if (!begun) {
      reply.start(200, stage.lines("text/event-stream", task.queued(), task.worked()));
      begun = true;
    }
  }

  private void note(long nanos) {
    if (count == emitted.length) {
      emitted = Arrays.copyOf(emitted, 2 * count);
    }
    emitted[count++] = nanos;
  }

  private static String framed(String data) {
    return "data: " + data.replace("\n", "\ndata: ") + "\n\n";
  }
}
