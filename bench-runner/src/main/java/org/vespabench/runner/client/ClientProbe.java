package org.vespabench.runner.client;

import java.util.Map;

/** Looks at the client while it measures. Used by one thread at a time. */
@FunctionalInterface
public interface ClientProbe {
  /** Knows nothing: for where the client is not to be judged, as in a plugin's tests. */
  ClientProbe UNKNOWN = () -> new Sample(System.nanoTime(), -1, Double.NaN, 0, 0, 0, Map.of());

  /**
   * Take a sample. Some of it counts from the sample before: a probe serves one watch at a time.
   */
  Sample sample();

  /**
   * What the client has done so far.
   *
   * @param nanos when it was taken, in the time of {@code System.nanoTime}
   * @param ownCpuNanos processor time of this process since its start, below 0 if unknown
   * @param machineBusy share of the machine's processor time that was not idle since the sample
   *     before, 0 to 1; NaN if unknown, as in a first sample
   * @param gcCount pauses for garbage collection since the process started
   * @param gcMillis what they took together
   * @param longestGcPauseMillis the longest that ended since the sample before
   * @param ioThreadCpuNanos processor time of each living I/O thread since its start; empty if
   *     unknown
   */
  record Sample(
      long nanos,
      long ownCpuNanos,
      double machineBusy,
      long gcCount,
      long gcMillis,
      long longestGcPauseMillis,
      Map<String, Long> ioThreadCpuNanos) {
    /** Copy the map. */
    public Sample {
      ioThreadCpuNanos = Map.copyOf(ioThreadCpuNanos);
    }
  }
}
