package org.vespabench.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPageTest {
  /** What Prometheus 2.53 sends where native histograms are on. */
  private static final String PROTOBUF_FIRST =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
          + "q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final FakeSources sources = new FakeSources();
  private final WorkerMetrics metrics = new WorkerMetrics(sources);
  private MetricsPage page;

  @BeforeEach
  void start() throws Exception {
    page = MetricsPage.start(here(), 0, metrics);
  }

  @AfterEach
  void close() {
    page.close();
  }

  private static InetAddress here() {
    return InetAddress.getLoopbackAddress();
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(page.url() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/html", "text/plain; version=0.0.4"})
  void isInTheTextFormatOfPrometheus(String accept) throws Exception {
    HttpResponse<String> response = send(at("/metrics").header("Accept", accept));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body())
        .contains(
            """
            # HELP bench_worker_requests_in_flight Requests with the backend.
            # TYPE bench_worker_requests_in_flight gauge
            bench_worker_requests_in_flight 3.0
            """)
        .doesNotContain("# EOF");
  }

  @Test
  void isInTheTextFormatForWhoDoesNotSayWhatItReads() throws Exception {
    HttpResponse<String> response = send(at("/metrics"));

    assertThat(type(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/openmetrics-text; version=1.0.0; charset=utf-8", PROTOBUF_FIRST})
  void isInOpenMetricsForWhoReadsThat(String accept) throws Exception {
    metrics.request(RequestOutcome.BLOCKED, 404);
    metrics.latency(0.2);

    HttpResponse<String> response = send(at("/metrics").header("Accept", accept));

    assertThat(type(response))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(response.body())
        .contains("# UNIT bench_worker_request_duration_seconds seconds\n")
        .endsWith("\n# EOF\n");
    MetricsText text = MetricsText.parse(response.body());
    assertThat(text.types()).containsEntry("bench_worker_requests", "counter");
    assertThat(text.samples())
        .containsEntry("bench_worker_requests_total{code=\"404\",outcome=\"blocked\"}", 1.0)
        .containsEntry("bench_worker_request_duration_seconds_count", 1.0);
  }

  @Test
  void aQueryChangesNothing() throws Exception {
    assertThat(send(at("/metrics?from=here")).body()).contains("bench_worker_ready 1.0\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics"})
  void theHeadAloneCanBeAskedFor(String path) throws Exception {
    HttpResponse<String> whole = send(at(path));
    HttpResponse<String> head = send(at(path).method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(type(head)).isEqualTo(type(whole));
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(whole.body().length());
  }

  @Test
  void theFirstPageSaysWhereTheMetricsAre() throws Exception {
    HttpResponse<String> response = send(at("/"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("a worker of Vespa Bench; its metrics are at /metrics\n");
  }

  @ParameterizedTest
  @CsvSource({"GET, /metric", "GET, /metrics/", "POST, /elsewhere"})
  void elsewhereIsNothing(String method, String path) throws Exception {
    HttpResponse<String> response = send(at(path).method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body())
        .isEqualTo("there is nothing at this path; the metrics are at /metrics\n");
  }

  @ParameterizedTest
  @CsvSource({"POST, /metrics", "PUT, /", "DELETE, /metrics", "OPTIONS, /metrics"})
  void canOnlyBeRead(String method, String path) throws Exception {
    HttpResponse<String> response = send(at(path).method(method, BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(response.body()).isEqualTo("the metrics can only be read: GET or HEAD\n");
  }

  @Test
  void goesOnAfterAWorkerThatCannotTell() throws Exception {
    sources.statusSent = -1; // which no counter can be
    int broken = send(at("/metrics")).statusCode();
    sources.statusSent = 1;

    assertThat(broken).isEqualTo(500);
    assertThat(send(at("/metrics")).statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichPortIsInUse() {
    int port = page.url().getPort();

    assertThatThrownBy(() -> MetricsPage.start(here(), port, metrics))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + port + ": it is in use");
  }

  @Test
  void closesItsPort() throws Exception {
    send(at("/metrics"));

    page.close();

    assertThatThrownBy(() -> new Socket(here(), page.url().getPort()).close())
        .isInstanceOf(ConnectException.class);
  }
}
