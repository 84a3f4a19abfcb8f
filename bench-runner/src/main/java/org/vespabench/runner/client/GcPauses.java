package org.vespabench.runner.client;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * Counts the pauses of the garbage collectors, and remembers the longest. Thread-safe:
 * notifications arrive on a thread of the JVM's.
 */
final class GcPauses implements AutoCloseable {
  private final List<GarbageCollectorMXBean> collectors;

  /** The numbers of the latest collections that are accounted for. Guarded by this. */
  private final Map<String, Long> latest = new HashMap<>();

  /** Guarded by this. */
  private long longestMillis;

  // A field, as a method reference is another object each time, which could not be removed.
  private final NotificationListener listener = (notification, unused) -> heard(notification);

  GcPauses(List<GarbageCollectorMXBean> all) {
    // ZGC and Shenandoah have a bean for cycles, most of which stop nobody, and one for pauses.
    collectors = all.stream().filter(each -> !each.getName().endsWith("Cycles")).toList();
    longestSinceLastLook();
    for (GarbageCollectorMXBean each : collectors) {
      if (each instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  private void heard(Notification notification) {
    if (notification.getUserData() instanceof CompositeData data
        && notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      account(info.getGcName(), info.getGcInfo());
    }
  }

  private synchronized void account(String collector, @Nullable GcInfo collection) {
    if (collection != null && collection.getId() > latest.getOrDefault(collector, 0L)) {
      latest.put(collector, collection.getId());
      longestMillis = Math.max(longestMillis, collection.getDuration());
    }
  }

  long count() {
    return collectors.stream().mapToLong(each -> Math.max(0, each.getCollectionCount())).sum();
  }

  long millis() {
    return collectors.stream().mapToLong(each -> Math.max(0, each.getCollectionTime())).sum();
  }

  /** Tell the longest that ended since the last look, in milliseconds; zero if there was none. */
  synchronized long longestSinceLastLook() {
    // The latest may not have been heard of yet.
    for (GarbageCollectorMXBean each : collectors) {
      if (each instanceof com.sun.management.GarbageCollectorMXBean known) {
        account(each.getName(), known.getLastGcInfo());
      }
    }
    long longest = longestMillis;
    longestMillis = 0;
    return longest;
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean each : collectors) {
      if (each instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          // Then there is nothing to remove.
        }
      }
    }
  }
}
