package org.vespabench.runner.worker;

import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vespabench.runner.auth.Signer;

/** Makes queries that are almost what an autoscaler signed, and ways around {@link #BLOCKED}. */
final class HostileTargets {
  /** What must be blocked, in whatever form it is asked for. */
  static final String BLOCKED = "/admin,/admin/*";

  private static final String[] METHODS = {"GET", "DELETE", "OPTIONS", "TRACE", "PROPFIND"};

  private final Random random;
  private final SignedParts parts;
  private final SignedParts stranger;
  private final UnaryOperator<String> spoilt;

  /**
   * Make targets.
   *
   * @param spoilt changes a signature
   */
  HostileTargets(Random random, Signer signer, Signer stranger, UnaryOperator<String> spoilt) {
    this.random = random;
    this.parts = new SignedParts(signer, random);
    this.stranger = new SignedParts(stranger, random);
    this.spoilt = spoilt;
  }

  Map<String, Supplier<String>> kinds() {
    return Map.of(
        "a query of another's key", () -> get(SignedParts.query(stranger.authData())),
        "a query that is cut", () -> get(cut()),
        "a query with a parameter twice", () -> get(twice()),
        "a query with a parameter missing", () -> get(missing()),
        "a query encoded once more", () -> get(again()),
        "a query with another value", () -> get(changed()),
        "a spoilt query and a good body", () -> SignedParts.post("/a?" + twice(), body()),
        "no signature at all", () -> get("a=1&serverless_=2&Serverless_Cost=1"),
        "a blocked path with a good body", () -> SignedParts.post(blocked(), body()),
        "a blocked path with a good query", () -> get(blocked(), query()));
  }

  private String body() {
    return parts.body(parts.authData());
  }

  private String query() {
    return SignedParts.query(parts.authData());
  }

  private String get(String query) {
    return get("/v1/work", query);
  }

  private String get(String path, String query) {
    return "%s %s?%s HTTP/1.1\r\nHost: worker\r\n\r\n"
        .formatted(METHODS[random.nextInt(METHODS.length)], path, query);
  }

  private String cut() {
    String query = query();
    return query.substring(0, random.nextInt(query.length()));
  }

  private String twice() {
    String[] all = query().split("&");
    String one = all[random.nextInt(all.length)];
    String other = one.replaceFirst("s", "%73").replaceFirst("=.*", "=1");
    return String.join("&", all) + "&" + (random.nextBoolean() ? one : other);
  }

  private String missing() {
    String[] all = query().split("&");
    all[random.nextInt(all.length)] = "a=1";
    return String.join("&", all);
  }

  private String again() {
    String query = query();
    return random.nextBoolean()
        ? query.replace("%", "%25")
        : query.replaceFirst("%3D%3D&", "%3D%3D%20&");
  }

  private String changed() {
    Map<String, String> authData = parts.authData();
    String cost = authData.get("cost");
    String[] values = {
      "1e2", cost + ".0", "-1", "NaN", "Infinity", "1e999", "0x1p3", "", "9e99999"
    };
    if (random.nextBoolean()) {
      authData.put("cost", values[random.nextInt(values.length)]);
    } else {
      authData.computeIfPresent("signature", (name, old) -> spoilt.apply(old.replace("\"", "")));
    }
    String query = SignedParts.query(authData);
    return query.length() < 60_000 ? query : query.substring(0, 60_000);
  }

  private String blocked() {
    String path =
        one("/admin", "/admin/", "/admin/keys", "/admin/a/b.c", "//admin", "/admin//keys");
    String detour =
        switch (random.nextInt(8)) {
          case 0 -> path.replace("admin", "./admin");
          case 1 -> "/v1/.." + path;
          case 2 -> path.replaceFirst("admin", "admin;v=1");
          case 3 -> path.replace("/admin", "/v1/%2e%2E/admin");
          case 4 -> path.replace("/", "%2f").replaceFirst("%2f", "/");
          case 5 -> path.replace("/", "\\").replaceFirst("\\\\", "/");
          case 6 -> path + "#" + random.nextInt(10);
          default -> path;
        };
    String target = detour;
    for (int times = random.nextInt(3); times > 0; times--) {
      target = encoded(target);
    }
    return one("", "http://other", "HTTP://u@other:80") + target + one("", "", "/%zz/..");
  }

  /** Some of its letters and percent signs. */
  private String encoded(String path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char letter = path.charAt(i);
      boolean plain = "/#\\;".indexOf(letter) >= 0 || random.nextInt(4) > 0;
      text.append(plain && letter != '%' ? letter : hex(letter));
    }
    return text.toString();
  }

  private String hex(char letter) {
    return (random.nextBoolean() ? "%%%02x" : "%%%02X").formatted((int) letter);
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }
}
