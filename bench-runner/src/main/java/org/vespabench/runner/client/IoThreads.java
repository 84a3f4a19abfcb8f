package org.vespabench.runner.client;

import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** Tells how much processor time HttpClient's I/O threads have used. */
final class IoThreads {
  /** HttpClient's own choice; a test holds it to it. */
  static final String NAME = "httpclient-dispatch-";

  private final ThreadMXBean threads;

  IoThreads(ThreadMXBean threads) {
    this.threads = threads;
  }

  /** List the processor time of each since it started, in nanoseconds; empty if unknown. */
  Map<String, Long> cpuNanos() {
    try {
      return threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
          ? read()
          : Map.of();
    } catch (UnsupportedOperationException e) {
      return Map.of(); // some JVMs have the bean, but not the figures
    }
  }

  private Map<String, Long> read() {
    Map<String, Long> byThread = new HashMap<>();
    // Without stack traces: only those would stop the threads that are looked at.
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      // Null if it ended in the meantime.
      if (thread != null && thread.getThreadName().startsWith(NAME)) {
        long nanos = threads.getThreadCpuTime(thread.getThreadId());
        if (nanos >= 0) {
          // With the number: each engine counts its own threads from 1.
          byThread.put(thread.getThreadName() + "@" + thread.getThreadId(), nanos);
        }
      }
    }
    return byThread;
  }
}
