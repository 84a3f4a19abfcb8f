package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;

/**
 * Makes what an autoscaler signs, in parts, so that each can be spoilt. Bodies are texts of which
 * each character is a byte.
 */
final class SignedParts {
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n  "};

  private final Signer signer;
  private final Random random;

  SignedParts(Signer signer, Random random) {
    this.signer = signer;
    this.random = random;
  }

  /** Sign: the members of auth_data as they stand in JSON, by name. */
  Map<String, String> authData() {
    int cost = 100 * (1 + random.nextInt(9));
    return authData(
        new AuthData(
            String.valueOf(cost),
            "endpoint-" + random.nextInt(1000),
            String.valueOf(1 + random.nextInt(Integer.MAX_VALUE)),
            String.valueOf(1 + random.nextInt(Integer.MAX_VALUE)),
            "",
            "http://127.0.0.1:3000"));
  }

  private Map<String, String> authData(AuthData unsigned) {
    AuthData signed = signer.sign(unsigned, SignedText.FIVE_FIELDS);
    Map<String, String> members = new LinkedHashMap<>();
    signed.toJson().entrySet().forEach(one -> members.put(one.getKey(), one.getValue() + ""));
    return members;
  }

  String body(Map<String, String> authData) {
    return body(authData, payload());
  }

  String body(Map<String, String> authData, String payload) {
    return object(List.of("\"auth_data\":" + object(authData), "\"payload\":" + payload));
  }

  String object(Map<String, String> members) {
    return object(
        members.entrySet().stream()
            .map(one -> '"' + one.getKey() + '"' + space() + ":" + space() + one.getValue())
            .toList());
  }

  /** In any order, with any space between them. */
  String object(List<String> members) {
    List<String> shuffled = new ArrayList<>(members);
    Collections.shuffle(shuffled, random);
    return "{" + space() + String.join(space() + "," + space(), shuffled) + space() + "}";
  }

  String payload() {
    return "{\"prompt\": \"%d \\u00e9\", \"n\": [1e2, 5.0, -0]}".formatted(random.nextLong());
  }

  String space() {
    return SPACES[random.nextInt(SPACES.length)];
  }

  /** Write the parameters of a query, unshuffled: the worker's url is the last. */
  static String query(Map<String, String> authData) {
    return authData.entrySet().stream()
        .map(one -> "serverless_" + one.getKey() + "=" + value(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String value(String json) {
    return URLEncoder.encode(json.replaceAll("^\"|\"$", ""), UTF_8);
  }

  static String post(String body) {
    return post("/v1/work", body);
  }

  static String post(String target, String body) {
    return "POST %s HTTP/1.1\r\nHost: worker\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(target, body.length(), body);
  }

  static String chunked(String body, int size) {
    StringBuilder chunks = new StringBuilder();
    for (int at = 0; at < body.length(); at += size) {
      String part = body.substring(at, Math.min(at + size, body.length()));
      chunks.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
    }
    return chunks + "0\r\n\r\n";
  }

  /** Have a text of bytes that are no ASCII as one of characters. */
  static String bytes(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return new String(all, ISO_8859_1);
  }
}
