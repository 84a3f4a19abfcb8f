package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.vespabench.runner.auth.Signer;

/**
 * Is what the autoscaler signed, in any of its forms.
 *
 * @param text what is sent; each character is a byte
 * @param asked what the backend must get: the request line, and the body
 * @param answer what the backend answers, and the client must get
 */
record ValidRequest(String text, String asked, String answer, String requestIdx, double cost) {
  /** Make the one of a number. */
  static ValidRequest of(int number, Signer signer) {
    Random random = new Random(number);
    SignedParts parts = new SignedParts(signer, random);
    Map<String, String> authData = parts.authData();
    String idx = authData.get("request_idx");
    double cost = Double.parseDouble(authData.get("cost"));
    String payload = parts.payload();
    if (number % 2 == 0) {
      String target = "//v1/%7e" + number + "?a=%20&a=" + number;
      String sent = SignedParts.post(target, parts.body(escaped(authData, random), payload));
      return new ValidRequest(sent, "POST " + target + " HTTP/1.1" + payload, payload, idx, cost);
    }
    String sent =
        "GET /v1/%d?a=%%20&%s&b HTTP/1.1\r\nHost: worker\r\n\r\n"
            .formatted(number, SignedParts.query(authData));
    return new ValidRequest(sent, "GET /v1/%d?a=%%20&b HTTP/1.1".formatted(number), "", idx, cost);
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }

  /** The same names in JSON, with one letter of each written as an escape. */
  private static Map<String, String> escaped(Map<String, String> authData, Random random) {
    Map<String, String> all = new LinkedHashMap<>();
    authData.forEach(
        (name, value) -> {
          int at = random.nextInt(name.length());
          String escape = "\\u%04x".formatted((int) name.charAt(at));
          all.put(name.substring(0, at) + escape + name.substring(at + 1), value);
        });
    return all;
  }
}
