package org.vespabench.runner.metrics;

/** A worker's own counts, to be changed by a test. */
final class FakeSources implements WorkerMetrics.Sources {
  volatile int inFlight = 3;
  volatile double costInFlight = 412.5;
  volatile int waiting = 7;
  volatile double capacity = 250.25;
  volatile boolean ready = true;
  volatile long statusSent = 11;
  volatile long statusFailed = 12;
  volatile long finishedSent = 13;
  volatile long finishedFailed = 14;

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public double costInFlight() {
    return costInFlight;
  }

  @Override
  public int waiting() {
    return waiting;
  }

  @Override
  public double capacity() {
    return capacity;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public long statusSent() {
    return statusSent;
  }

  @Override
  public long statusFailed() {
    return statusFailed;
  }

  @Override
  public long finishedSent() {
    return finishedSent;
  }

  @Override
  public long finishedFailed() {
    return finishedFailed;
  }
}
