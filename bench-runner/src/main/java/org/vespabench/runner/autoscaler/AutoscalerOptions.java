package org.vespabench.runner.autoscaler;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.measure.Ticker;

/**
 * States how a {@link LocalAutoscaler} behaves.
 *
 * @param port on 127.0.0.1; 0 for any that is free
 * @param accountKey what lists the endpoints
 * @param endpoints at least one, with different ids and names; each is served by all workers
 * @param signature what is signed
 * @param workerTimeout a worker that has not reported for longer gets no requests
 * @param masterToken what workers must send as {@code mtoken}; empty if they may send anything
 * @param ticker what times are taken with
 * @param observer is told when a worker appears, and whenever its state, URL or error changes; must
 *     return at once
 * @param signer signs the routes; absent for one with a new key, made at the start
 */
public record AutoscalerOptions(
    int port,
    String accountKey,
    List<Endpoint> endpoints,
    SignedText signature,
    Duration workerTimeout,
    String masterToken,
    Ticker ticker,
    Consumer<WorkerRow> observer,
    Optional<Signer> signer) {

  private static final int KEY_BYTES = 16;

  /** Check what can be wrong. */
  public AutoscalerOptions {
    requireNonNull(signature, "signature");
    requireNonNull(ticker, "ticker");
    requireNonNull(observer, "observer");
    requireNonNull(signer, "signer");
    endpoints = List.copyOf(endpoints);
    check(port >= 0 && port < 65_536, "port must be from 0 to 65535, was " + port);
    check(!accountKey.isEmpty(), "the account key must not be empty");
    check(!endpoints.isEmpty(), "there must be an endpoint");
    check(
        !workerTimeout.isNegative() && !workerTimeout.isZero(),
        "worker timeout must be above zero, was " + workerTimeout);
    Set<Object> seen = new HashSet<>();
    for (Endpoint one : endpoints) {
      check(seen.add(one.id()), "two endpoints have the id " + one.id());
      check(seen.add(one.name()), "two endpoints have the name " + one.name());
    }
  }

  /** Any free port, the endpoint {@code local}, random keys, five fields signed, 30 s. */
  public static AutoscalerOptions defaults() {
    return new AutoscalerOptions(
        0,
        randomKey(),
        List.of(new Endpoint(1, "local", randomKey())),
        SignedText.FIVE_FIELDS,
        Duration.ofSeconds(30),
        "",
        Ticker.SYSTEM,
        row -> {},
        Optional.empty());
  }

  /** Make a key that nobody guesses. */
  public static String randomKey() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Change the port. */
  public AutoscalerOptions withPort(int port) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change the account key. */
  public AutoscalerOptions withAccountKey(String accountKey) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change the endpoints. */
  public AutoscalerOptions withEndpoints(Endpoint... endpoints) {
    return new AutoscalerOptions(
        port,
        accountKey,
        List.of(endpoints),
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change what is signed. */
  public AutoscalerOptions withSignature(SignedText signature) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change after how long a silent worker is left out. */
  public AutoscalerOptions withWorkerTimeout(Duration workerTimeout) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change the token that workers must send. */
  public AutoscalerOptions withMasterToken(String masterToken) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change what times are taken with. */
  public AutoscalerOptions withTicker(Ticker ticker) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Change who is told of workers. */
  public AutoscalerOptions withObserver(Consumer<WorkerRow> observer) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        signer);
  }

  /** Sign with a key that is there already: to make one takes a while. */
  public AutoscalerOptions withSigner(Signer signer) {
    return new AutoscalerOptions(
        port,
        accountKey,
        endpoints,
        signature,
        workerTimeout,
        masterToken,
        ticker,
        observer,
        Optional.of(signer));
  }

  /** Write it without keys. */
  @Override
  public String toString() {
    return "AutoscalerOptions[port=%d, endpoints=%s, signature=%s, workerTimeout=%s]"
        .formatted(port, endpoints, signature, workerTimeout);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Is what requests are sent to, by name.
   *
   * @param id its number
   * @param name not empty
   * @param apiKey what its requests are routed for; not empty
   */
  public record Endpoint(long id, String name, String apiKey) {
    /** Check both texts. */
    public Endpoint {
      check(!name.isEmpty(), "an endpoint's name must not be empty");
      check(!apiKey.isEmpty(), "the key of endpoint " + name + " must not be empty");
    }

    /** Write it without its key. */
    @Override
    public String toString() {
      return name;
    }
  }
}
