package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.config.Http1Config;

/**
 * What a server bears from its clients, and whether it speaks TLS.
 *
 * @param maxHeaders how many headers a request may have, else it is answered 431; 0 for any number
 * @param maxLineLength how many characters the request line or a header may have, else the request
 *     is answered 431; 0 for any number
 * @param maxHeadBytes how large a head may be as a whole, else the request is answered 431; 0 for
 *     any size
 * @param bodyRoomBytes how much memory gathered bodies may take together, those of requests that
 *     are being answered among them, else the request is answered 503; 0 for any
 * @param readTimeout how long a request's head may take as a whole, and how long its body, or its
 *     client's taking of the reply, may stand still, before the connection is reset; zero for ever
 * @param idleTimeout how long a connection is kept without a request; zero for ever
 * @param tls for https; absent for http
 */
public record ServerOptions(
    int maxHeaders,
    int maxLineLength,
    int maxHeadBytes,
    long bodyRoomBytes,
    Duration readTimeout,
    Duration idleTimeout,
    Optional<SSLContext> tls) {
  /** Nothing is limited: for clients of ours, where a limit would disturb a measurement. */
  public static final ServerOptions UNLIMITED =
      new ServerOptions(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Optional.empty());

  /** Generous limits, for clients that nobody knows. */
  public static final ServerOptions LIMITED =
      new ServerOptions(
          200,
          64 << 10,
          256 << 10,
          Runtime.getRuntime().maxMemory() / 4,
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Optional.empty());

  /** Check the limits. */
  public ServerOptions {
    if (maxHeaders < 0 || maxLineLength < 0 || maxHeadBytes < 0 || bodyRoomBytes < 0) {
      throw new IllegalArgumentException(
          "limits must not be negative, were %d headers, %d characters, and %d and %d bytes"
              .formatted(maxHeaders, maxLineLength, maxHeadBytes, bodyRoomBytes));
    }
    if (readTimeout.isNegative() || idleTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "time limits must not be negative, were %s and %s".formatted(readTimeout, idleTimeout));
    }
  }

  /**
   * Limit a request's head.
   *
   * @param maxHeaders 0 for any number
   * @param maxLineLength in characters; 0 for any number
   */
  public ServerOptions withHeadLimits(int maxHeaders, int maxLineLength) {
    return new ServerOptions(
        maxHeaders, maxLineLength, maxHeadBytes, bodyRoomBytes, readTimeout, idleTimeout, tls);
  }

  /** Limit a head as a whole, and the memory of gathered bodies; 0 for no limit. */
  public ServerOptions withMemoryLimits(int maxHeadBytes, long bodyRoomBytes) {
    return new ServerOptions(
        maxHeaders, maxLineLength, maxHeadBytes, bodyRoomBytes, readTimeout, idleTimeout, tls);
  }

  /** Limit for how long clients are waited for; zero for no limit. */
  public ServerOptions withTimeouts(Duration readTimeout, Duration idleTimeout) {
    return new ServerOptions(
        maxHeaders, maxLineLength, maxHeadBytes, bodyRoomBytes, readTimeout, idleTimeout, tls);
  }

  /**
   * Speak TLS.
   *
   * @param certificates a PEM file: the server's certificate, then those that vouch for it
   * @param key a PEM file with the certificate's private key, not encrypted
   * @throws IOException if a file cannot be used; the message is fit for the operator
   */
  public ServerOptions withTls(Path certificates, Path key) throws IOException {
    return new ServerOptions(
        maxHeaders,
        maxLineLength,
        maxHeadBytes,
        bodyRoomBytes,
        readTimeout,
        idleTimeout,
        Optional.of(PemKeys.context(certificates, key)));
  }

  boolean isTimed() {
    return !readTimeout.isZero() || !idleTimeout.isZero();
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  Http1Config http() {
    return Http1Config.custom()
        // No lower limit on what is worth a write: each write leaves at once.
        .setChunkSizeHint(0)
        .setInitialWindowSize(ReadWindow.SIZE)
        .setMaxHeaderCount(maxHeaders == 0 ? -1 : maxHeaders)
        .setMaxLineLength(maxLineLength == 0 ? -1 : maxLineLength)
        .build();
  }
}
