package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.vespabench.runner.auth.Signer;

/** Makes bodies that are framed well, and no more than almost what an autoscaler signed. */
final class HostileBodies {
  private static final String[] NAMES = {"cost", "endpoint", "reqnum", "request_idx", "url"};
  private static final String[] NUMBERS = {"cost", "reqnum", "request_idx"};

  private final Random random;
  private final SignedParts parts;
  private final SignedParts stranger;

  HostileBodies(Random random, Signer signer, Signer stranger) {
    this.random = random;
    this.parts = new SignedParts(signer, random);
    this.stranger = new SignedParts(stranger, random);
  }

  Map<String, Supplier<String>> kinds() {
    return Map.ofEntries(
        Map.entry("another's key", () -> stranger.body(stranger.authData())),
        Map.entry("a spoilt signature", () -> with("signature", quoted(spoilt(signature())))),
        Map.entry("a changed value", this::changed),
        Map.entry("a number written in another way", this::rewritten),
        Map.entry("what is no number", this::noNumber),
        Map.entry("a member of auth_data twice", this::memberTwice),
        Map.entry("a part twice", this::partTwice),
        Map.entry("a member missing", this::memberMissing),
        Map.entry("no envelope", this::noEnvelope),
        Map.entry("nested too deeply", this::deep),
        Map.entry("not UTF-8", this::notUtf8),
        Map.entry("JSON cut short", this::cutShort),
        Map.entry("more after the end", this::more),
        Map.entry("almost JSON", this::almostJson));
  }

  private String with(String member, String value) {
    Map<String, String> authData = parts.authData();
    authData.put(member, value);
    return parts.body(authData);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String signature() {
    return parts.authData().get("signature").replace("\"", "");
  }

  /** Whatever is done to it, it is not the same 256 bytes. */
  String spoilt(String signature) {
    int at = random.nextInt(300);
    return switch (random.nextInt(8)) {
      case 0 -> signature.substring(0, at);
      case 1 -> signature.substring(3);
      case 2 -> signature.substring(0, at) + other(signature.charAt(at)) + rest(signature, at);
      case 3 -> signature.substring(0, at) + " " + signature.substring(at);
      case 4 -> new StringBuilder(signature).reverse().toString();
      case 5 -> signature + signature;
      case 6 -> "A".repeat(1 + random.nextInt(100_000));
      default -> "";
    };
  }

  private static char other(char letter) {
    return letter == 'A' ? 'B' : 'A';
  }

  private static String rest(String text, int at) {
    return text.substring(at + 1);
  }

  private String changed() {
    String name = one(NAMES);
    String value = parts.authData().get(name);
    boolean isText = value.endsWith("\"");
    return with(name, isText ? quoted("x" + random.nextInt()) : value + random.nextInt(10));
  }

  /** The same number; but what is signed is how the autoscaler wrote it. */
  private String rewritten() {
    Map<String, String> authData = parts.authData();
    String name = one(NUMBERS);
    String number = authData.get(name);
    String rewritten =
        name.equals("cost") && random.nextBoolean()
            ? number.charAt(0) + "e2"
            : number + one(".0", ".00", "e0", "E+0", "0e-1");
    authData.put(name, rewritten);
    return parts.body(authData);
  }

  private String noNumber() {
    return with(
        one(NUMBERS),
        one(
            "\"500\"",
            "NaN",
            "Infinity",
            "-1",
            "-0.5",
            "1e999",
            "-1e999",
            "+5",
            "0x10",
            "01",
            ".5",
            "5.",
            "1e",
            "--1",
            "null",
            "true",
            "[5]",
            "{}",
            "\"\"",
            "1_000",
            "1e99999999999",
            "0e2147483647",
            "1e-2147483648",
            "9".repeat(400),
            "0." + "0".repeat(60_000) + "1"));
  }

  private String memberTwice() {
    Map<String, String> authData = parts.authData();
    String name = one(NAMES);
    authData.put(
        name.charAt(0) + escaped(name.charAt(1)) + name.substring(2),
        random.nextBoolean() ? authData.get(name) : "1");
    return random.nextBoolean()
        ? parts.body(authData)
        : with(name, parts.authData().get(name) + ",\"" + name + "\":0");
  }

  private String partTwice() {
    String auth = ":" + parts.object(parts.authData());
    String payload = ":" + parts.payload();
    return parts.object(
        random.nextBoolean()
            ? List.of("\"auth_data\"" + auth, "\"auth_d\\u0061ta\"" + auth, "\"payload\"" + payload)
            : List.of(
                "\"auth_data\"" + auth, "\"payload\"" + payload, "\"payloa\\u0064\"" + payload));
  }

  private static String escaped(char letter) {
    return "\\u%04x".formatted((int) letter);
  }

  private String memberMissing() {
    Map<String, String> authData = parts.authData();
    authData.remove(random.nextInt(3) == 0 ? "signature" : one(NAMES));
    return parts.body(authData);
  }

  private String noEnvelope() {
    String auth = parts.object(parts.authData());
    return one(
        "",
        "null",
        "[]",
        "5",
        "{}",
        "\"" + "x".repeat(random.nextInt(1000)) + "\"",
        "{\"payload\":1}",
        auth,
        "{\"auth_data\":" + auth + "}",
        "{\"auth_data\":null,\"payload\":1}",
        "{\"auth_data\":[" + auth + "],\"payload\":1}",
        "{\"auth_data\":\"" + auth.replaceAll("[\"\\s]", "") + "\",\"payload\":1}",
        "[{\"auth_data\":" + auth + ",\"payload\":1}]",
        "{\"auth_data\":" + auth + ",\"Payload\":1}");
  }

  private String deep() {
    int levels = 256 + random.nextInt(20_000);
    String end = random.nextBoolean() ? "]".repeat(levels) : "";
    return random.nextBoolean()
        ? parts.body(parts.authData(), "[".repeat(levels) + end)
        : with("more", "{\"a\":".repeat(levels) + "1" + "}".repeat(levels));
  }

  private String notUtf8() {
    String body = parts.body(parts.authData());
    int inText = body.indexOf("prompt") + 3;
    String bad =
        one(
            SignedParts.bytes(0xff),
            SignedParts.bytes(0x80),
            SignedParts.bytes(0xc0, 0xaf),
            SignedParts.bytes(0xed, 0xa0, 0x80),
            SignedParts.bytes(0xf4, 0x90, 0x80, 0x80),
            SignedParts.bytes(0xe9));
    return switch (random.nextInt(3)) {
      case 0 -> SignedParts.bytes(0xef, 0xbb, 0xbf) + body;
      case 1 -> new String(body.getBytes(UTF_16), ISO_8859_1);
      default -> body.substring(0, inText) + bad + body.substring(inText);
    };
  }

  private String cutShort() {
    String body = parts.body(parts.authData());
    return body.substring(0, random.nextInt(body.length()));
  }

  private String more() {
    String body = parts.body(parts.authData());
    return body + one("x", "{}", ",", "]", "}", "\u0000", "null", " " + body, "/* */", "\u001a");
  }

  /** What a lenient reader would take. */
  private String almostJson() {
    String body = parts.body(parts.authData());
    return switch (random.nextInt(7)) {
      case 0 -> body.replace('"', '\'');
      case 1 -> body.replace("\"payload\"", "payload");
      case 2 -> body.replace("\"prompt\"", "\"prompt\u0001\"");
      case 3 -> body.replace("1e2", one("NaN", "1e2,,", "0100", "True", "nul"));
      case 4 -> "// \n" + body;
      case 5 -> ")]}'\n" + body;
      default -> body.replaceFirst("}\\s*$", ",}");
    };
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }
}
