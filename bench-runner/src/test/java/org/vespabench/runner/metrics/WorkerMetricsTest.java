package org.vespabench.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerMetricsTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int THREADS = 8;
  private static final int EACH = 20_000;

  private final FakeSources sources = new FakeSources();
  private final WorkerMetrics metrics = new WorkerMetrics(sources);
  private MetricsPage page;

  @BeforeEach
  void start() throws Exception {
    page = MetricsPage.start(InetAddress.getLoopbackAddress(), 0, metrics);
  }

  @AfterEach
  void close() {
    page.close();
  }

  private MetricsText read() throws Exception {
    return read(page);
  }

  private static MetricsText read(MetricsPage page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page.url() + "/metrics")).build();
    return MetricsText.parse(CLIENT.send(request, BodyHandlers.ofString()).body());
  }

  @Test
  void showsWhatTheWorkerItselfKeepsCountOf() throws Exception {
    MetricsText text = read();

    assertThat(text.samples())
        .containsEntry("bench_worker_requests_in_flight", 3.0)
        .containsEntry("bench_worker_requests_waiting", 7.0)
        .containsEntry("bench_worker_cost_in_flight", 412.5)
        .containsEntry("bench_worker_capacity_units_per_second", 250.25)
        .containsEntry("bench_worker_ready", 1.0)
        .containsEntry("bench_worker_reports_total{kind=\"status\",result=\"sent\"}", 11.0)
        .containsEntry("bench_worker_reports_total{kind=\"status\",result=\"failed\"}", 12.0)
        .containsEntry("bench_worker_reports_total{kind=\"finished\",result=\"sent\"}", 13.0)
        .containsEntry("bench_worker_reports_total{kind=\"finished\",result=\"failed\"}", 14.0);
  }

  @Test
  void asksTheWorkerAnewEachTime() throws Exception {
    read();
    sources.inFlight = 0;
    sources.ready = false;
    sources.statusSent = 99;

    MetricsText text = read();

    assertThat(text.value("bench_worker_requests_in_flight")).isZero();
    assertThat(text.value("bench_worker_ready")).isZero();
    assertThat(text.value("bench_worker_reports_total{kind=\"status\",result=\"sent\"}"))
        .isEqualTo(99);
  }

  @Test
  void thereIsNoCapacityUntilItWasMeasured() throws Exception {
    sources.capacity = 0;

    assertThat(read().samples()).doesNotContainKey("bench_worker_capacity_units_per_second");
  }

  @Test
  void saysOfWhichTypeEachIs() throws Exception {
    assertThat(read().types())
        .containsEntry("bench_worker_requests_total", "counter")
        .containsEntry("bench_worker_reports_total", "counter")
        .containsEntry("bench_worker_queue_wait_seconds", "histogram")
        .containsEntry("bench_worker_request_duration_seconds", "histogram")
        .containsEntry("bench_worker_time_to_first_token_seconds", "histogram")
        .containsEntry("bench_worker_requests_in_flight", "gauge")
        .containsEntry("bench_worker_requests_waiting", "gauge")
        .containsEntry("bench_worker_cost_in_flight", "gauge")
        .containsEntry("bench_worker_capacity_units_per_second", "gauge")
        .containsEntry("bench_worker_ready", "gauge")
        .hasSize(11);
  }

  @Test
  void namesTheVersion() throws Exception {
    // From classes, as tests are run, there is no manifest to read it from.
    assertThat(read().value("bench_build_info{version=\"development\"}")).isEqualTo(1);
  }

  @Test
  void countsRequestsByOutcomeAndStatus() throws Exception {
    metrics.request(RequestOutcome.SUCCESS, 200);
    metrics.request(RequestOutcome.SUCCESS, 200);
    metrics.request(RequestOutcome.SUCCESS, 404);
    metrics.request(RequestOutcome.TOO_LARGE, 413);

    MetricsText text = read();

    assertThat(text.value(requests("success", "200"))).isEqualTo(2);
    assertThat(text.value(requests("success", "404"))).isEqualTo(1);
    assertThat(text.value(requests("too_large", "413"))).isEqualTo(1);
  }

  @Test
  void beginsWithAZeroSoThatTheFirstRequestIsARise() throws Exception {
    assertThat(read().value(requests("success", "200"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 600, Integer.MAX_VALUE})
  void whatIsNoStatusIsOneSeries(int status) throws Exception {
    metrics.request(RequestOutcome.CANCELLED, status);

    assertThat(read().value(requests("cancelled", "none"))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "bench_worker_queue_wait_seconds, 0.004",
    "bench_worker_request_duration_seconds, 70",
    "bench_worker_time_to_first_token_seconds, 0.3"
  })
  void timesGoIntoTheHistogramOfTheirName(String name, double seconds) throws Exception {
    metrics.queueWait(0.004);
    metrics.latency(70);
    metrics.firstByte(0.3);

    MetricsText text = read();

    assertThat(text.value(name + "_count")).isEqualTo(1);
    assertThat(text.value(name + "_sum")).isCloseTo(seconds, offset(1e-9));
  }

  @Test
  void timesFromAMillisecondToTenMinutesAreToldApart() throws Exception {
    metrics.latency(0.0005);
    metrics.latency(0.03);
    metrics.latency(599);
    metrics.latency(4000);

    MetricsText text = read();

    assertThat(text.value(bucket("0.001"))).isEqualTo(1);
    assertThat(text.value(bucket("0.025"))).isEqualTo(1);
    assertThat(text.value(bucket("0.05"))).isEqualTo(2);
    assertThat(text.value(bucket("300.0"))).isEqualTo(2);
    assertThat(text.value(bucket("600.0"))).isEqualTo(3);
    assertThat(text.value(bucket("+Inf"))).isEqualTo(4);
  }

  @Test
  void nothingIsLostWhileThePageIsRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> recorders = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        recorders.add(threads.submit(this::recordMany));
      }
      double before = 0;
      while (!recorders.stream().allMatch(Future::isDone)) {
        double now = read().value("bench_worker_request_duration_seconds_count");
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
      for (Future<?> one : recorders) {
        one.get(20, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    MetricsText text = read();

    double all = (double) THREADS * EACH;
    assertThat(text.value(requests("success", "200"))).isEqualTo(all);
    assertThat(text.value("bench_worker_request_duration_seconds_count")).isEqualTo(all);
    assertThat(text.value("bench_worker_request_duration_seconds_sum")).isEqualTo(all / 4);
    assertThat(text.value("bench_worker_queue_wait_seconds_count")).isEqualTo(all);
    assertThat(text.value("bench_worker_time_to_first_token_seconds_count")).isEqualTo(all);
  }

  private void recordMany() {
    for (int i = 0; i < EACH; i++) {
      metrics.request(RequestOutcome.SUCCESS, 200);
      metrics.queueWait(0);
      metrics.firstByte(0.125);
      metrics.latency(0.25);
    }
  }

  @Test
  void twoWorkersDoNotShare() throws Exception {
    WorkerMetrics other = new WorkerMetrics(new FakeSources());
    other.request(RequestOutcome.SUCCESS, 200);

    metrics.request(RequestOutcome.ERROR, 502);

    try (MetricsPage otherPage = MetricsPage.start(InetAddress.getLoopbackAddress(), 0, other)) {
      assertThat(read(otherPage).samples())
          .containsEntry(requests("success", "200"), 1.0)
          .doesNotContainKey(requests("error", "502"));
    }
    assertThat(read().samples())
        .containsEntry(requests("success", "200"), 0.0)
        .containsEntry(requests("error", "502"), 1.0);
  }

  private static String requests(String outcome, String code) {
    return "bench_worker_requests_total{code=\"%s\",outcome=\"%s\"}".formatted(code, outcome);
  }

  private static String bucket(String bound) {
    return "bench_worker_request_duration_seconds_bucket{le=\"%s\"}".formatted(bound);
  }
}
