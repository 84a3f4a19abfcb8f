package org.vespabench.runner.http;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;

/** Tells of what kind a failure is. */
final class Failures {
  private static final int BODY_SHOWN = 300;

  private Failures() {}

  /** Classify what went wrong before the reply was complete. */
  static Failure ofTransport(Throwable cause, boolean headersSeen) {
    String message = oneLine(cause);
    if (cause instanceof UnknownHostException) {
      return new Failure(FailureKind.CONNECT, "dns", "unknown host: " + message);
    }
    if (cause instanceof ConnectTimeoutException) {
      return new Failure(FailureKind.CONNECT, "timeout", message);
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return new Failure(FailureKind.CONNECT, "refused", message);
    }
    if (cause instanceof SSLException) {
      return new Failure(FailureKind.CONNECT, "tls", message);
    }
    if (cause instanceof HttpException || isMalformedChunk(cause)) {
      return Failure.of(FailureKind.PROTOCOL, message);
    }
    if (cause instanceof InterruptedIOException) {
      return Failure.of(FailureKind.TIMEOUT, message);
    }
    String where = headersSeen ? "in the middle of the reply" : "before the reply";
    return Failure.of(FailureKind.LOST, "connection lost %s: %s".formatted(where, message));
  }

  /**
   * A chunk that ends early was lost with its connection, though the library calls it malformed.
   */
  private static boolean isMalformedChunk(Throwable cause) {
    return cause instanceof MalformedChunkCodingException
        && !(cause instanceof TruncatedChunkException);
  }

  /** Classify what a plugin's reader, or the limit on bodies, made of a reply. */
  static Failure ofReading(Throwable cause) {
    if (cause instanceof BenchmarkException refused) {
      if (refused.status().isPresent()) {
        String status = Integer.toString(refused.status().getAsInt());
        return new Failure(FailureKind.STATUS, status, oneLine(refused));
      }
      FailureKind kind = refused.isTruncated() ? FailureKind.TRUNCATED : FailureKind.BODY;
      return Failure.of(kind, oneLine(refused));
    }
    return Failure.of(FailureKind.BODY, "the plugin could not read the reply: " + cause);
  }

  /** State a status that is not 2xx, with the beginning of what came with it. */
  static Failure ofStatus(HttpReply reply) {
    String body = reply.body().strip().replaceAll("\\s+", " ");
    String shown = body.length() > BODY_SHOWN ? body.substring(0, BODY_SHOWN) + "…" : body;
    return new Failure(
        FailureKind.STATUS,
        Integer.toString(reply.status()),
        "status " + reply.status() + (shown.isEmpty() ? "" : ": " + shown));
  }

  private static String oneLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip().replaceAll("\\s+", " ");
  }
}
