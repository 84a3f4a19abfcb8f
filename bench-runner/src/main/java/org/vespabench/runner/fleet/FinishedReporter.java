package org.vespabench.runner.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the autoscaler which of its requests are over. They are told again until it takes them, so
 * that one whose answer was lost may be told twice. Thread-safe; sends on its own thread.
 */
public final class FinishedReporter implements AutoCloseable {
  private static final String PATH = "/delete_requests/";

  private final Autoscaler autoscaler;
  private final WorkerIdentity worker;
  private final FinishedQueue queue;
  private final FinishedForm form;
  private final Outage outage = new Outage("finished requests");
  private final ReportLoop loop;

  private FinishedReporter(
      Autoscaler autoscaler,
      WorkerIdentity worker,
      FinishedQueue queue,
      FinishedForm form,
      ReportTimes times) {
    this.autoscaler = autoscaler.forFinished();
    this.worker = worker;
    this.queue = queue;
    this.form = form;
    this.loop = new ReportLoop("bench-finished-1", times, this::send, this::send);
  }

  /**
   * Start to report.
   *
   * @param autoscaler stays the caller's
   * @param meter its finished requests are reported; by one reporter only
   */
  public static FinishedReporter start(
      Autoscaler autoscaler,
      WorkerIdentity worker,
      Meter meter,
      FinishedForm form,
      ReportTimes times) {
    FinishedReporter reporter =
        new FinishedReporter(autoscaler, worker, meter.finished(), form, times);
    reporter.loop.start();
    return reporter;
  }

  /** Count the messages that were accepted. */
  public long sent() {
    return outage.sent();
  }

  /** Count the messages that no address took, after all tries. */
  public long failed() {
    return outage.failed();
  }

  private void send() throws InterruptedException {
    boolean more = true;
    while (more) {
      List<FinishedForm.Batch> batches = form.batches(queue, worker);
      // Where all went well, those that did not fit into the messages need not wait.
      more = send(batches) && batches.stream().anyMatch(FinishedForm.Batch::isFull);
    }
  }

  private boolean send(List<FinishedForm.Batch> batches) throws InterruptedException {
    if (autoscaler.isNowhere()) {
      batches.forEach(batch -> queue.remove(batch.requests()));
      return true;
    }
    List<String> troubles = new ArrayList<>();
    for (FinishedForm.Batch batch : batches) {
      Optional<String> trouble = autoscaler.post(PATH, batch::body, loop);
      if (trouble.isEmpty()) {
        queue.remove(batch.requests());
      }
      trouble.ifPresent(troubles::add);
    }
    if (!batches.isEmpty()) {
      outage.round(batches.size() - troubles.size(), troubles);
    }
    return troubles.isEmpty();
  }

  long looks() {
    return loop.looks();
  }

  /** Send what is left, and end. Takes a few seconds at most ({@link ReportTimes#closing}). */
  @Override
  public void close() {
    loop.close();
  }
}
