package org.vespabench.runner.measure;

/**
 * The client's own part, over the time that it was watched. A figure that the machine does not tell
 * is NaN.
 *
 * @param seconds how long it was watched
 * @param cores how many processors Java may use
 * @param cpuCores processor time of this process per second, in cores
 * @param machineBusy share of the machine's processor time that was not idle, 0 to 1; of the whole
 *     host, where this process lives in a container
 * @param gcCount pauses for garbage collection
 * @param gcMillis what they took together
 * @param longestGcPauseMillis the longest of them
 * @param busiestIoThread processor time of the I/O thread that had the most, as a share of the
 *     time, 0 to 1
 * @param peaks the most between two samples
 */
public record ClientFigures(
    double seconds,
    int cores,
    double cpuCores,
    double machineBusy,
    long gcCount,
    long gcMillis,
    long longestGcPauseMillis,
    double busiestIoThread,
    Peaks peaks) {

  /**
   * The most between two consecutive samples. Without samples in between they are the figures of
   * the whole time.
   *
   * @param cpuCores as {@link ClientFigures#cpuCores}
   * @param machineBusy as {@link ClientFigures#machineBusy}
   * @param busiestIoThread as {@link ClientFigures#busiestIoThread}
   */
  public record Peaks(double cpuCores, double machineBusy, double busiestIoThread) {}
}
