package org.vespabench.runner.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.server.ServerRequest;

/**
 * Tells what a request costs: what its client says, else what is known of such requests, else 1.
 */
final class RequestCost {
  static final String HEADER = "X-Serverless-Cost";

  private static final Logger log = LoggerFactory.getLogger(RequestCost.class);

  /** What autoscalers take where nobody says anything. */
  private static final double OTHERWISE = 1;

  /** Java would take words and hexadecimal numbers as well. */
  private static final Pattern NUMBER =
      Pattern.compile("(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private RequestCost() {}

  /**
   * Tell it, in units.
   *
   * @throws IllegalArgumentException if the client's header is no cost; the message is for it
   */
  static double of(ServerRequest head, byte[] body, Pricing pricing) {
    Optional<String> given = head.header(HEADER);
    return given.isPresent()
        ? parsed(given.get().strip())
        : priced(head.path(), new String(body, UTF_8), pricing).orElse(OTHERWISE);
  }

  private static double parsed(String text) {
    double cost = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(cost)) {
      throw new IllegalArgumentException(
          "%s: '%s' is no cost. Write a number of 0 or more, for example 250, or leave the header out."
              .formatted(HEADER, BenchmarkException.excerpt(text)));
    }
    return cost;
  }

  private static OptionalDouble priced(String path, String body, Pricing pricing) {
    try {
      OptionalDouble price = pricing.price(path, body);
      boolean usable =
          price.isPresent() && price.getAsDouble() >= 0 && Double.isFinite(price.getAsDouble());
      return usable ? price : OptionalDouble.empty();
    } catch (RuntimeException | Error e) {
      // Its kind alone: its message may have a prompt in it.
      log.warn("the plugin failed to price a request, which now costs 1: {}", e.getClass());
      return OptionalDouble.empty();
    }
  }
}
