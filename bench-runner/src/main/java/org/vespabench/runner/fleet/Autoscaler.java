package org.vespabench.runner.fleet;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;

/**
 * The autoscaler, at one or several addresses. Thread-safe; its calls block.
 *
 * <p>Troubles never tell what was sent or answered: it may hold the master token.
 */
public final class Autoscaler implements AutoCloseable {
  /** Takes reports, but keeps no requests. */
  private static final String WITHOUT_REQUESTS = "https://cloud.vast.ai/api/v0";

  private static final int MAX_REPLY_BYTES = 1 << 20;

  /** Limits are the engine's; this is in case that it was closed meanwhile. */
  private static final long GRACE_MILLIS = 1000;

  private record Address(URI url, HttpEngine engine) {}

  /** What one address answered; no trouble means that it was a success. */
  record Answer(String body, Optional<String> trouble) {}

  private final List<Address> addresses;

  private Autoscaler(List<Address> addresses) {
    this.addresses = addresses;
  }

  /**
   * Start the threads that speak to it.
   *
   * @param environment variables, for proxies
   * @throws IllegalArgumentException if a proxy would be needed that cannot be used; the message is
   *     for the operator
   */
  public static Autoscaler open(ReportAddresses addresses, Map<String, String> environment) {
    Map<String, HttpEngine> byScheme = new HashMap<>();
    List<Address> opened = new ArrayList<>();
    try {
      for (URI url : addresses.urls()) {
        Proxy proxy = Proxy.of(environment, url);
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        HttpEngine first = byScheme.get(scheme);
        HttpEngine engine =
            first == null
                ? HttpEngine.open(HttpOptions.to(url).withMaxBody(MAX_REPLY_BYTES), proxy)
                : first.toward(url, proxy);
        byScheme.putIfAbsent(scheme, engine);
        opened.add(new Address(url, engine));
      }
      return new Autoscaler(List.copyOf(opened));
    } catch (IllegalArgumentException e) {
      byScheme.values().forEach(HttpEngine::close);
      throw e;
    }
  }

  /** Leave out the addresses that do not want to hear of finished requests. Shares all else. */
  Autoscaler forFinished() {
    return new Autoscaler(
        addresses.stream()
            .filter(one -> !one.url().toString().equalsIgnoreCase(WITHOUT_REQUESTS))
            .toList());
  }

  boolean isNowhere() {
    return addresses.isEmpty();
  }

  /**
   * Send a report to the first address that takes it.
   *
   * @param body asked for anew for each try, so that a late one tells how things are then
   * @return what was wrong with each address; empty if one took it
   */
  Optional<String> post(String path, Supplier<String> body, Patience patience)
      throws InterruptedException {
    List<String> troubles = new ArrayList<>();
    for (Address one : addresses) {
      Optional<String> trouble = post(one, path, body, patience);
      if (trouble.isEmpty()) {
        return trouble;
      }
      troubles.add(trouble.get());
    }
    return Optional.of(String.join("; ", troubles));
  }

  private Optional<String> post(Address one, String path, Supplier<String> body, Patience patience)
      throws InterruptedException {
    int tried = 0;
    Optional<String> trouble;
    do {
      Duration limit = patience.limit(addresses.size());
      trouble = ask(one, TestRequest.post(path, body.get()), limit).trouble();
      tried++;
    } while (trouble.isPresent() && patience.again(tried));
    return trouble;
  }

  /**
   * Ask the addresses for something, each once, until one has it.
   *
   * @param wrong tells what is wrong with a success's body; empty if nothing
   * @return the first success, else a trouble that names all
   */
  Answer get(String path, Function<String, Optional<String>> wrong, Duration limit)
      throws InterruptedException {
    List<String> troubles = new ArrayList<>();
    for (Address one : addresses) {
      Answer answer = ask(one, TestRequest.get(path), limit);
      Optional<String> trouble =
          answer
              .trouble()
              .or(() -> wrong.apply(answer.body()).map(text -> one.url() + path + ": " + text));
      if (trouble.isEmpty()) {
        return answer;
      }
      troubles.add(trouble.get());
    }
    return new Answer("", Optional.of(String.join("; ", troubles)));
  }

  private static Answer ask(Address one, TestRequest request, Duration limit)
      throws InterruptedException {
    String where = one.url() + request.path() + ": ";
    try {
      HttpReply reply =
          one.engine()
              .session(limit)
              .send(request)
              .get(limit.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
      return reply.status() / 100 == 2
          ? new Answer(reply.body(), Optional.empty())
          : new Answer("", Optional.of(where + "status " + reply.status()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      return new Answer("", Optional.of(where + text));
    } catch (TimeoutException e) {
      return new Answer("", Optional.of(where + "no answer"));
    }
  }

  /** Cut what is under way, and end the threads. Close the reporters first. */
  @Override
  public void close() {
    addresses.stream().map(Address::engine).distinct().forEach(HttpEngine::close);
  }
}
