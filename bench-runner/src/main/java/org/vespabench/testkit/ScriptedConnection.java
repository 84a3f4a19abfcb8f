package org.vespabench.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Function;

/** Plays replies on one connection, on a thread of its own. */
final class ScriptedConnection {
  private final Socket socket;
  private final RequestReader reader;
  private final Function<ReceivedRequest, ScriptedReply> script;

  /** What is to leave with the next write. */
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  ScriptedConnection(Socket socket, Function<ReceivedRequest, ScriptedReply> script)
      throws IOException {
    this.socket = socket;
    this.reader = new RequestReader(socket);
    this.script = script;
  }

  /** Serve until either side closes. */
  void run() throws IOException, InterruptedException {
    for (ReceivedRequest request = reader.next(); request != null; request = reader.next()) {
      ScriptedReply reply = script.apply(request);
      play(reply);
      switch (reply.ending()) {
        case KEPT_ALIVE -> {}
        case CLOSED -> {
          return;
        }
        case RESET -> {
          socket.setSoLinger(true, 0); // now closing it sends a reset
          return;
        }
        case HUNG -> reader.pause(Duration.ZERO);
      }
    }
  }

  private void play(ScriptedReply reply) throws IOException, InterruptedException {
    ScriptedReply.Pace pace = reply.pace();
    pause(pace.delay());
    ScriptedMessage message = reply.message();
    pending.writeBytes(message.headBytes());
    boolean first = true;
    for (byte[] part : message.parts()) {
      if (!first) {
        pause(pace.gap());
      }
      if (pace.permits() != null) {
        flush();
        pace.permits().acquire();
      }
      pending.writeBytes(message.framed(part));
      first = false;
    }
    pending.writeBytes(message.endBytes());
    flush();
  }

  private void pause(Duration time) throws IOException {
    if (!time.isZero()) {
      flush();
      reader.pause(time);
    }
  }

  private void flush() throws IOException {
    socket.getOutputStream().write(pending.toByteArray());
    socket.getOutputStream().flush();
    pending.reset();
  }
}
