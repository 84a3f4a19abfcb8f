package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.Envelope;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.fleet.FinishedForm;
import org.vespabench.runner.fleet.ReportAddresses;
import org.vespabench.runner.fleet.ReportTimes;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.proxy.ProxyOptions;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A worker between a backend and an autoscaler by script; the test plays the client. */
final class Stand implements AutoCloseable {
  /** Making a key takes a while. */
  static final Signer SIGNER = Signer.generate();

  static final ScriptedReply OK = ScriptedReply.json("{}");

  private static final ReportTimes FAST =
      new ReportTimes(
          Duration.ofMillis(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          2,
          Duration.ofSeconds(10));

  final ScriptedBackend backend;
  final ScriptedBackend autoscaler;
  // What the worker is started with; a test changes what it is about.
  InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  Optional<WorkerOptions.Tls> tls = Optional.empty();
  ProxyOptions proxied;
  Map<String, String> headers = Map.of();
  HealthCheck health;
  Rules rules;
  Optional<Reporting> reporting = Optional.empty();
  OptionalDouble fallback = OptionalDouble.empty();
  Optional<InetSocketAddress> metrics = Optional.empty();
  Optional<Path> books = Optional.empty();
  private CapacitySource capacity = new Known(100);
  private Worker worker;

  private Stand(boolean secured) throws IOException {
    backend = ScriptedBackend.start();
    autoscaler =
        ScriptedBackend.start()
            .on("/pubkey/", ScriptedReply.text(SIGNER.publicKeyPem()))
            .on("/worker_status/", OK)
            .on("/delete_requests/", OK);
    proxied = ProxyOptions.to(backend.url());
    health =
        HealthCheck.of(
                HttpOptions.to(backend.url()),
                "/health",
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20))
            .withPauses(Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(10));
    rules = new Rules(secured, BlockedPaths.NONE, 1 << 20, Duration.ofSeconds(10), 0, 0);
    if (secured) {
      reportingTo(autoscaler.url());
    }
  }

  /** Take requests from anybody, and report to nobody. */
  static Stand unsecured() throws IOException {
    return new Stand(false);
  }

  /** Take signed requests alone, and report. */
  static Stand secured() throws IOException {
    return new Stand(true);
  }

  Stand reportingTo(URI to) {
    reporting =
        Optional.of(
            new Reporting(
                ReportAddresses.parse(to.toString()),
                7,
                "master",
                "",
                0,
                FinishedForm.DETAILED,
                FAST,
                FAST,
                5,
                Duration.ofSeconds(10)));
    return this;
  }

  Stand letting(int atOnce) {
    rules =
        new Rules(
            rules.secured(),
            rules.blocked(),
            rules.maxBodyBytes(),
            rules.maxWait(),
            atOnce,
            rules.defaultCost());
    return this;
  }

  Stand measuring(CapacitySource source) {
    capacity = source;
    return this;
  }

  /** Start the worker, which may not be ready yet. */
  Stand start() {
    worker =
        Worker.start(
            new WorkerOptions(
                address, tls, proxied, headers, health, rules, reporting, fallback, metrics, books,
                Map.of()),
            capacity);
    return this;
  }

  /** Start the worker, and wait until it serves. */
  Stand ready() {
    start();
    soon().until(worker::isReady);
    return this;
  }

  Worker worker() {
    return worker;
  }

  Client client() {
    return new Client(worker.url());
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(worker.url());
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2));
  }

  /** What the autoscaler would have sent, signed. */
  AuthData signed(String cost, int number) {
    AuthData unsigned =
        new AuthData(
            cost,
            "my-endpoint",
            String.valueOf(number),
            String.valueOf(1000 + number),
            "",
            worker.url().toString());
    return SIGNER.sign(unsigned, SignedText.FIVE_FIELDS);
  }

  static String envelope(AuthData authData, String payload) {
    return new String(Envelope.write(authData.toJson(), payload.getBytes(UTF_8)), UTF_8);
  }

  /** What the worker told the autoscaler of itself, the newest last. */
  List<JsonObject> statuses() {
    return autoscaler.requests("/worker_status/").stream()
        .map(one -> JsonParser.parseString(one.body()).getAsJsonObject())
        .toList();
  }

  JsonObject lastStatus() {
    List<JsonObject> all = statuses();
    return all.get(all.size() - 1);
  }

  JsonObject awaitStatus(Predicate<JsonObject> wanted) {
    soon().until(() -> statuses().stream().anyMatch(wanted));
    return statuses().stream().filter(wanted).findFirst().orElseThrow();
  }

  static String error(JsonObject status) {
    return status.get("error_msg").getAsString();
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    backend.close();
    autoscaler.close();
  }

  /** A capacity that needs no measuring. */
  record Known(double unitsPerSecond) implements CapacitySource {
    @Override
    public boolean isKept() {
      return false;
    }

    @Override
    public void stop() {
      // there is nothing to stop
    }
  }
}
