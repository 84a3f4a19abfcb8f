package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.awaitility.core.ConditionFactory;
import org.vespabench.runner.fleet.FinishedForm;
import org.vespabench.runner.fleet.ReportAddresses;
import org.vespabench.runner.fleet.ReportTimes;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.proxy.ProxyOptions;
import org.vespabench.runner.server.RawConnection;

/** A worker that serves what is signed, alone, between an autoscaler and a backend. */
final class SecuredStand implements AutoCloseable {
  static final int MAX_BODY_BYTES = 256 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** As usual, but fast. */
  private static final ReportTimes TIMES =
      new ReportTimes(Duration.ofMillis(5), PATIENCE, PATIENCE, Duration.ofMillis(1), 3, PATIENCE);

  final CountingBackend backend = new CountingBackend();
  final SigningAutoscaler autoscaler = new SigningAutoscaler();
  final Worker worker = Worker.start(options(), new AtOnce());

  SecuredStand() throws IOException {
    soon().until(worker::isReady);
  }

  static ConditionFactory soon() {
    return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1));
  }

  void awaitNothingInHand() {
    soon().until(() -> worker.inHand() == 0);
  }

  /** So much that nothing is ever too much. */
  private static final class AtOnce implements CapacitySource {
    @Override
    public boolean isKept() {
      return true;
    }

    @Override
    public double unitsPerSecond() {
      return 1e9;
    }

    @Override
    public void stop() {}
  }

  private WorkerOptions options() {
    HealthCheck health =
        HealthCheck.of(
            HttpOptions.to(backend.url()), CountingBackend.HEALTH, true, PATIENCE, PATIENCE);
    Rules rules =
        new Rules(true, BlockedPaths.parse(HostileTargets.BLOCKED), MAX_BODY_BYTES, PATIENCE, 0, 0);
    Reporting reporting =
        new Reporting(
            ReportAddresses.parse(autoscaler.url().toString()),
            7,
            "token",
            "",
            0,
            FinishedForm.DETAILED,
            TIMES,
            TIMES,
            5,
            PATIENCE);
    return new WorkerOptions(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        ProxyOptions.to(backend.url()),
        Map.of(),
        health,
        rules,
        Optional.of(reporting),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(worker.url());
  }

  /** Send a request, and read its answer; an empty one if the worker cuts the connection. */
  Answer send(HostileRequest request) throws IOException {
    try (RawConnection client = connect()) {
      return request.ending() == HostileRequest.Ending.ANSWER
          ? answer(client, request)
          : answerOrCut(client, request);
    }
  }

  private static Answer answer(RawConnection client, HostileRequest request) throws IOException {
    client.send(request.bytes());
    return Answer.read(client);
  }

  private static Answer answerOrCut(RawConnection client, HostileRequest request) {
    try {
      client.send(request.bytes());
      if (request.ending() == HostileRequest.Ending.CUT_BY_CLIENT) {
        client.endOutput();
      }
      return Answer.read(client);
    } catch (IOException e) {
      return Answer.NONE;
    }
  }

  boolean drain() throws InterruptedException {
    return worker.drain(PATIENCE);
  }

  @Override
  public void close() throws IOException {
    worker.close();
    autoscaler.close();
    backend.close();
  }

  /** What a client reads. */
  record Answer(int status, String head, String body) {
    /** The connection was cut. */
    static final Answer NONE = new Answer(0, "", "");

    static Answer read(RawConnection client) throws IOException {
      String head = client.readHead();
      String length = head.replaceFirst("(?s)^.*\r\nContent-Length: (\\d+)\r\n.*$", "$1");
      String body = new String(client.read(Integer.parseInt(length)), ISO_8859_1);
      return new Answer(Integer.parseInt(head.substring(9, 12)), head, body);
    }

    boolean isRefusal() {
      return status >= 400 && status < 500 && !body.isBlank();
    }
  }
}
