package org.vespabench.runner.client;

import java.util.HashMap;
import java.util.Map;
import org.vespabench.runner.client.ClientProbe.Sample;
import org.vespabench.runner.measure.ClientFigures;

/** Adds up consecutive samples, without keeping them. Not thread-safe. */
final class ClientSums {
  private static final double NANOS = 1e9;

  private final Sample first;
  private Sample last;
  private double busyNanos;
  private double watchedNanos;
  private long longestGcPauseMillis;
  private double mostCpuCores = Double.NaN;
  private double mostMachineBusy = Double.NaN;
  private double mostOfOneThread = Double.NaN;

  /** By thread, and also of threads that are gone. */
  private final Map<String, Long> ioThreadNanos = new HashMap<>();

  ClientSums(Sample first) {
    this.first = first;
    this.last = first;
  }

  void add(Sample now) {
    double nanos = now.nanos() - last.nanos();
    if (nanos <= 0) {
      return;
    }
    mostCpuCores = max(mostCpuCores, cpuNanos(last, now) / nanos);
    mostMachineBusy = max(mostMachineBusy, now.machineBusy());
    mostOfOneThread = max(mostOfOneThread, addThreads(now) / nanos);
    if (!Double.isNaN(now.machineBusy())) {
      busyNanos += now.machineBusy() * nanos;
      watchedNanos += nanos;
    }
    longestGcPauseMillis = Math.max(longestGcPauseMillis, now.longestGcPauseMillis());
    last = now;
  }

  /** Tell the most that one thread used since the last sample; NaN without any thread. */
  private double addThreads(Sample now) {
    double most = Double.NaN;
    for (Map.Entry<String, Long> thread : now.ioThreadCpuNanos().entrySet()) {
      // A thread that was not there before has done all of it since.
      long before = last.ioThreadCpuNanos().getOrDefault(thread.getKey(), 0L);
      long used = Math.max(0, thread.getValue() - before);
      ioThreadNanos.merge(thread.getKey(), used, Long::sum);
      most = max(most, used);
    }
    return most;
  }

  private static double cpuNanos(Sample from, Sample to) {
    return from.ownCpuNanos() < 0 || to.ownCpuNanos() < 0
        ? Double.NaN
        : to.ownCpuNanos() - from.ownCpuNanos();
  }

  private static double max(double most, double other) {
    return Double.isNaN(most) || other > most ? other : most;
  }

  ClientFigures figures(int cores) {
    double nanos = last.nanos() - first.nanos();
    double busiest =
        ioThreadNanos.values().stream().mapToDouble(Long::doubleValue).max().orElse(Double.NaN);
    return new ClientFigures(
        nanos / NANOS,
        cores,
        cpuNanos(first, last) / nanos,
        busyNanos / watchedNanos,
        last.gcCount() - first.gcCount(),
        last.gcMillis() - first.gcMillis(),
        longestGcPauseMillis,
        busiest / nanos,
        new ClientFigures.Peaks(mostCpuCores, mostMachineBusy, mostOfOneThread));
  }
}
