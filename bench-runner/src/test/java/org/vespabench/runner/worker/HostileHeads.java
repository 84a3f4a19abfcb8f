package org.vespabench.runner.worker;

import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.worker.HostileRequest.Ending;

/** Makes heads and framings that are wrong around a body whose signature fits. */
final class HostileHeads {
  private final Random random;
  private final SignedParts parts;
  private final int maxBodyBytes;

  HostileHeads(Random random, Signer signer, int maxBodyBytes) {
    this.random = random;
    this.parts = new SignedParts(signer, random);
    this.maxBodyBytes = maxBodyBytes;
  }

  Map<String, Supplier<HostileRequest>> kinds() {
    return Map.ofEntries(
        entry("framed in two ways", Ending.ANSWER, this::framedTwice),
        entry("a bad header", Ending.ANSWER, this::badHeader),
        entry("a bad request line", Ending.ANSWER, this::badLine),
        entry("no host, or two", Ending.ANSWER, this::badHost),
        entry("a body over the limit", Ending.ANSWER, this::tooLarge),
        entry("a huge header", Ending.ANSWER_OR_CUT, this::huge),
        entry("too many headers", Ending.ANSWER_OR_CUT, this::tooMany),
        entry("bad chunks", Ending.ANSWER_OR_CUT, this::badChunks),
        entry("cut by the client", Ending.CUT_BY_CLIENT, this::cut));
  }

  private static Map.Entry<String, Supplier<HostileRequest>> entry(
      String kind, Ending ending, Supplier<String> text) {
    return Map.entry(kind, () -> new HostileRequest(kind, text.get(), ending));
  }

  private String body() {
    return parts.body(parts.authData());
  }

  /** Have a head end with these lines, before a good body. */
  private String with(String lines, String body) {
    return "POST /v1/work HTTP/1.1\r\nHost: worker\r\n" + lines + "\r\n\r\n" + body;
  }

  private String framedTwice() {
    String body = body();
    int length = body.length();
    String chunks = SignedParts.chunked(body, 100);
    String own = "Content-Length: " + length;
    String chunked = "Transfer-Encoding: chunked";
    return switch (random.nextInt(10)) {
      case 0 -> with(own + "\r\n" + own, body);
      case 1 -> with(own + "\r\nContent-Length: " + random.nextInt(length), body);
      case 2 -> with(own + ", " + length, body);
      case 3 -> with(own + "\r\n" + chunked, chunks);
      case 4 -> with(chunked + "\r\n" + own, chunks);
      case 5 -> with(one("X: a\n", "X: a\r\n b\r\n") + own + "\n" + chunked, chunks);
      case 6 -> with("Transfer-Encoding: " + one("gzip", "chunked, identity", "xchunked"), chunks);
      case 7 -> with(chunked + "\r\n" + chunked, chunks);
      case 8 -> with("Content-Length:\r\n " + length + "\r\n\t0", body);
      default -> with("Content-Length: " + one("+", "-", "0x", "1e") + length, body);
    };
  }

  private String badHeader() {
    String body = body();
    String bad =
        one(
            "Content-Type : text/plain",
            " X: folded at the begin",
            "X Y: 1",
            ": nameless",
            "no colon",
            "X: a\rTransfer-Encoding: chunked",
            "X: a\u0000b",
            "X\u0001: a",
            "X\u00e9: a",
            "(X): a",
            "X\r: a");
    String length = "Content-Length: " + body.length();
    // The first line after the request line alone can be folded to nothing.
    return bad.startsWith(" ")
        ? "POST /v1/work HTTP/1.1\r\n" + bad + "\r\nHost: worker\r\n" + length + "\r\n\r\n" + body
        : with(bad + "\r\n" + length, body);
  }

  private String badLine() {
    String body = body();
    String line =
        one(
            "POST  HTTP/1.1",
            "POST /v1/work",
            "POST /v1/work HTTP/1.1 x",
            "POST /v1 /work HTTP/1.1",
            "P(ST /v1/work HTTP/1.1",
            "/v1/work POST HTTP/1.1",
            "post /v1/work HTTP/1.1",
            "CONNECT worker:80 HTTP/1.1",
            "POST v1/work HTTP/1.1",
            "POST http:/v1/work HTTP/1.1",
            "POST ftp://worker/v1/work HTTP/1.1",
            "POST * HTTP/1.1",
            "POST /v1\u0001/work HTTP/1.1",
            "POST /v1/work\rX HTTP/1.1",
            "POST /v1/work HTP/1.1",
            "POST /v1/work HTTP/1.x",
            "POST /v1/work HTTP/0.9",
            "M".repeat(100) + " /v1/work HTTP/1.1");
    return line + "\r\nHost: worker\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private String badHost() {
    String body = body();
    return "POST /v1/work HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(one("", "Host: a\r\nHost: b\r\n", "Hos: a\r\n"), body.length(), body);
  }

  private String tooLarge() {
    int more = 1 + random.nextInt(maxBodyBytes);
    String body = parts.body(parts.authData(), '"' + "x".repeat(maxBodyBytes + more) + '"');
    return random.nextBoolean()
        ? SignedParts.post(body)
        : with("Transfer-Encoding: chunked", SignedParts.chunked(body, 10_000));
  }

  private String huge() {
    String body = body();
    int size = random.nextInt(8) == 0 ? 10_000_000 : 70_000 + random.nextInt(200_000);
    String long1 = "x".repeat(size);
    return random.nextInt(4) == 0
        ? "POST /" + long1 + " HTTP/1.1\r\nHost: worker\r\n\r\n"
        : with("X: " + long1 + "\r\nContent-Length: " + body.length(), body);
  }

  private String tooMany() {
    String body = body();
    int count = random.nextInt(4) == 0 ? 10_000 : 200 + random.nextInt(1000);
    return with("X: 1\r\n".repeat(count) + "Content-Length: " + body.length(), body);
  }

  private String badChunks() {
    String chunks = SignedParts.chunked(body(), 64);
    String bad =
        switch (random.nextInt(7)) {
          case 0 -> chunks.replaceFirst("40\r\n", one("zz", "", " ", "0x40", "-40", "-1") + "\r\n");
          case 1 -> chunks.replaceFirst("40\r\n", "F".repeat(16) + one("", "F", "0") + "\r\n");
          case 2 -> chunks.replaceFirst("40\r\n", one("41", "3f", "4") + "\r\n");
          case 3 -> chunks.replaceFirst("40\r\n", "40" + ";x".repeat(100_000) + "\r\n");
          case 4 -> chunks.replaceFirst("0\r\n\r\n$", "0\r\n" + "X: 1\r\n".repeat(1000) + "\r\n");
          case 5 -> chunks.replaceFirst("0\r\n\r\n$", "0\r\nX Y 1\r\n\r\n");
          default -> chunks.replaceFirst("40\r\n", "40");
        };
    return with("Transfer-Encoding: chunked", bad);
  }

  private String cut() {
    String body = body();
    String whole =
        random.nextBoolean()
            ? SignedParts.post(body)
            : with("Transfer-Encoding: chunked", SignedParts.chunked(body, 64));
    return whole.substring(0, 1 + random.nextInt(whole.length() - 1));
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }
}
