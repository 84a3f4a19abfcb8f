package org.vespabench.runner.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Roots;
import org.vespabench.runner.route.Routing;
import org.vespabench.runner.route.Routing.OnNoWorker;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A relay between clients that write byte for byte, and an autoscaler and a worker by script. */
final class RelayStand implements AutoCloseable {
  static final String KEY = "endpoint-secret";
  static final int MAX_BODY = 1000;

  /** Prices texts by their length, and nothing else. */
  static final Pricing BY_LENGTH =
      (path, body) ->
          path.equals("/v1/x") && !body.isEmpty()
              ? OptionalDouble.of(body.length())
              : OptionalDouble.empty();

  final ScriptedBackend autoscaler = ScriptedBackend.start();
  final ScriptedBackend worker = ScriptedBackend.start();
  final Relay relay;
  private final BlockingQueue<Relayed> ended = new LinkedBlockingQueue<>();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Short, so that nobody waits for long. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private RelayStand(
      OnNoWorker onNoWorker,
      Duration patience,
      Duration firstPause,
      Duration timeout,
      HttpOptions workers,
      Pricing pricing)
      throws IOException {
    URI url = autoscaler.url();
    relay =
        Relay.start(
            new RelayOptions(
                0,
                new Routing(
                    "mine", KEY, onNoWorker, patience, firstPause, workers, url, Map.of(), 42),
                HttpOptions.to(url).withHeaders(Map.of("Authorization", "Bearer " + KEY)),
                pricing,
                MAX_BODY,
                timeout,
                ended::add));
    routesTo(worker);
  }

  static RelayStand open() throws IOException {
    return open(OnNoWorker.WAIT, PATIENCE);
  }

  static RelayStand open(OnNoWorker onNoWorker, Duration patience) throws IOException {
    return new RelayStand(onNoWorker, patience, FIRST_PAUSE, Duration.ZERO, workers(), BY_LENGTH);
  }

  static RelayStand pricing(Pricing pricing) throws IOException {
    return new RelayStand(
        OnNoWorker.WAIT, PATIENCE, FIRST_PAUSE, Duration.ZERO, workers(), pricing);
  }

  /** Ask again so late that a test is over by then. */
  static RelayStand pausing() throws IOException {
    return new RelayStand(OnNoWorker.WAIT, PATIENCE, PATIENCE, Duration.ZERO, workers(), BY_LENGTH);
  }

  /** Give workers so much time. */
  static RelayStand within(Duration timeout) throws IOException {
    return new RelayStand(OnNoWorker.WAIT, PATIENCE, FIRST_PAUSE, timeout, workers(), BY_LENGTH);
  }

  static RelayStand trusting(Optional<Roots> roots, boolean any) throws IOException {
    return new RelayStand(
        OnNoWorker.WAIT,
        PATIENCE,
        FIRST_PAUSE,
        Duration.ZERO,
        workers().withTrust(roots, any),
        BY_LENGTH);
  }

  private static HttpOptions workers() {
    return HttpOptions.to(URI.create("http://unused"));
  }

  RelayStand routesTo(ScriptedBackend one) {
    return answers(named(one.url().toString(), "5242.880"));
  }

  RelayStand answers(ScriptedReply first, ScriptedReply... others) {
    autoscaler.on("/route/", first, others);
    return this;
  }

  static ScriptedReply named(String url, String cost) {
    return ScriptedReply.json(
        """
        {"endpoint": "mine", "url": "%s", "cost": %s, "reqnum": 12e0, "request_idx": 7.00,
         "signature": "c2ln+/=", "__request_id": "x"}
        """
            .formatted(url, cost));
  }

  static ScriptedReply noWorker(String status) {
    return ScriptedReply.json(
        "{\"endpoint\": \"mine\", \"status\": \"%s\", \"request_idx\": 7}".formatted(status));
  }

  /** What the worker is shown when {@link #routesTo} named it. */
  String authData() {
    return ("{\"cost\":5242.880,\"endpoint\":\"mine\",\"reqnum\":12e0,\"request_idx\":7.00,"
            + "\"signature\":\"c2ln+/=\",\"url\":\"%s\"}")
        .formatted(worker.url());
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(relay.url());
  }

  /** Send a body of JSON to {@code /v1/x}, with more headers, each with its line's end. */
  static void post(RawConnection client, String body, String... headers) throws IOException {
    client.send(
        "POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(body.getBytes(UTF_8).length, String.join("", headers), body));
  }

  /** Read a reply that has a length. */
  static Answer answer(RawConnection client) throws IOException {
    String head = client.readHead();
    int length =
        head.lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .findFirst()
            .orElse(0);
    return new Answer(head, new String(client.read(length), UTF_8));
  }

  /** What a client got. */
  record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    /** The error as SDKs read it. */
    JsonObject error() {
      return JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("error");
    }

    String message() {
      return error().get("message").getAsString();
    }

    String code() {
      return error().get("code").getAsString();
    }
  }

  /** Send one to {@code /v1/x} and wait for the answer. */
  Answer send(String body, String... headers) throws IOException {
    try (RawConnection client = connect()) {
      post(client, body, headers);
      return answer(client);
    }
  }

  Relayed nextEnd() throws InterruptedException {
    Relayed one = ended.poll(20, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  /** What the autoscaler was asked, in order. */
  List<JsonObject> questions() {
    return autoscaler.requests("/route/").stream()
        .map(ReceivedRequest::body)
        .map(body -> JsonParser.parseString(body).getAsJsonObject())
        .toList();
  }

  @Override
  public void close() {
    relay.close();
    worker.close();
    autoscaler.close();
  }
}
