package org.vespabench.runner.route;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;

/** Finds an endpoint's key among those of an account. */
public final class EndpointLookup {
  private static final String PATH = "/api/v0/endptjobs/";
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private EndpointLookup() {}

  /**
   * Ask the console.
   *
   * @param console its URL
   * @param accountKey never shown
   * @param instance which autoscaler, as in {@code prod}
   * @param endpoint the endpoint's name
   * @return the endpoint's key
   * @throws BenchmarkException if it is not to be had; for the operator
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static String key(
      URI console,
      String accountKey,
      String instance,
      String endpoint,
      Map<String, String> environment)
      throws InterruptedException {
    HttpOptions options =
        HttpOptions.to(console).withHeaders(Map.of("Authorization", "Bearer " + accountKey));
    String from = options.shownUrl() + PATH;
    String query = "?autoscaler_instance=" + URLEncoder.encode(instance, StandardCharsets.UTF_8);
    try (HttpEngine engine = HttpEngine.open(options, Proxy.of(environment, console))) {
      HttpReply reply = engine.session(LIMIT).send(TestRequest.get(PATH + query)).get();
      if (reply.status() != 200) {
        boolean refused = reply.status() == 400 || reply.status() == 401 || reply.status() == 403;
        throw new BenchmarkException(
            "%s answers the account key with status %d: %s. %s"
                .formatted(
                    from,
                    reply.status(),
                    options.withoutSecrets(BenchmarkException.excerpt(reply.body())),
                    refused
                        ? "Is the key right (-k, VAST_ACCOUNT_KEY)?"
                        : "Try again later, or give the endpoint's key with --endpoint-key."));
      }
      return found(reply.body(), endpoint, from);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BenchmarkException(
          "the endpoint's key cannot be looked up at %s: %s. Give it with --endpoint-key, or another console with --console-url."
              .formatted(from, cause.getMessage() == null ? cause : cause.getMessage()));
    }
  }

  private static String found(String body, String endpoint, String from) {
    Map<String, String> keys = keys(body, from);
    String key = keys.get(endpoint);
    if (key == null) {
      throw new BenchmarkException(
          "%s knows no endpoint '%s' of this account. There are: %s."
              .formatted(
                  from, endpoint, keys.isEmpty() ? "none" : String.join(", ", keys.keySet())));
    }
    if (key.isEmpty()) {
      throw new BenchmarkException(
          "%s tells no key of the endpoint '%s'. Give it with --endpoint-key."
              .formatted(from, endpoint));
    }
    return key;
  }

  /** The first of a name counts. */
  private static Map<String, String> keys(String body, String from) {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject json
          && json.get("results") instanceof JsonArray rows) {
        Map<String, String> keys = new TreeMap<>();
        for (JsonElement row : rows) {
          if (row instanceof JsonObject one) {
            keys.putIfAbsent(text(one, "endpoint_name"), text(one, "api_key"));
          }
        }
        return keys;
      }
    } catch (JsonParseException e) {
      // Told below, without what came: keys may be in it.
    }
    throw new BenchmarkException(
        "%s does not answer with a list of endpoints. Is that a console (--console-url)?"
            .formatted(from));
  }

  private static String text(JsonObject row, String name) {
    JsonElement value = row.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
