package org.vespabench.runner.client;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import org.vespabench.runner.measure.Ticker;

/**
 * Looks at this process and its machine, by the JVM's own beans and Linux's counts. What they do
 * not tell is unknown, never an error. Thread-safe: a sample holds the object's own lock.
 */
public final class SystemProbe implements ClientProbe, AutoCloseable {
  private static final Path LINUX_COUNTS = Path.of("/proc/stat");

  private final OperatingSystemMXBean system;
  private final IoThreads threads;
  private final GcPauses pauses;
  private final MachineLoad machine;

  /** Begin to listen for garbage collections. */
  public static SystemProbe open() {
    return new SystemProbe(
        ManagementFactory.getOperatingSystemMXBean(),
        ManagementFactory.getThreadMXBean(),
        ManagementFactory.getGarbageCollectorMXBeans(),
        LINUX_COUNTS);
  }

  SystemProbe(
      OperatingSystemMXBean system,
      ThreadMXBean threads,
      List<GarbageCollectorMXBean> collectors,
      Path linuxCounts) {
    this.system = system;
    this.threads = new IoThreads(threads);
    this.pauses = new GcPauses(collectors);
    this.machine = new MachineLoad(linuxCounts, this::recentLoad);
  }

  @Override
  public synchronized Sample sample() {
    return new Sample(
        Ticker.SYSTEM.nanos(),
        ownCpuNanos(),
        machine.busySinceLastLook(),
        pauses.count(),
        pauses.millis(),
        pauses.longestSinceLastLook(),
        threads.cpuNanos());
  }

  private long ownCpuNanos() {
    try {
      return system instanceof com.sun.management.OperatingSystemMXBean known
          ? known.getProcessCpuTime()
          : -1;
    } catch (UnsupportedOperationException e) {
      return -1;
    }
  }

  private double recentLoad() {
    try {
      return system instanceof com.sun.management.OperatingSystemMXBean known
          ? known.getCpuLoad()
          : -1;
    } catch (UnsupportedOperationException e) {
      return -1;
    }
  }

  /** Listen no longer. */
  @Override
  public void close() {
    pauses.close();
  }
}
