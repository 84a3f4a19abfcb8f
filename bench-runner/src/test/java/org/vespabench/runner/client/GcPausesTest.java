package org.vespabench.runner.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** What counts as a pause. */
final class GcPausesTest {
  @Test
  void allCollectorsAreAddedUp() {
    GcPauses pauses =
        new GcPauses(List.of(new FakeCollector("young", 3, 40), new FakeCollector("old", 1, 200)));

    assertThat(pauses.count()).isEqualTo(4);
    assertThat(pauses.millis()).isEqualTo(240);
  }

  @Test
  void cyclesStopNobody() {
    FakeCollector cycles = new FakeCollector("ZGC Cycles", 5, 9_000);
    GcPauses pauses = new GcPauses(List.of(cycles, new FakeCollector("ZGC Pauses", 15, 2)));

    assertThat(pauses.count()).isEqualTo(15);
    assertThat(pauses.millis()).isEqualTo(2);
    assertThat(cycles.listeners()).isZero();
  }

  @Test
  void whatACollectorDoesNotCountIsNone() {
    GcPauses pauses = new GcPauses(List.of(new FakeCollector("young", -1, -1)));

    assertThat(pauses.count()).isZero();
    assertThat(pauses.millis()).isZero();
  }

  @Test
  void everyPauseCountsOnce() throws Exception {
    FakeCollector collector = new FakeCollector("any", 1, 1);
    GcPauses pauses = new GcPauses(List.of(collector));
    Notification real = realPause();

    collector.say(real);
    collector.say(new Notification("another.kind", "test", 1));

    assertThat(pauses.longestSinceLastLook()).isEqualTo(millis(real));
    collector.say(real);
    assertThat(pauses.longestSinceLastLook()).isZero();
  }

  @Test
  void afterTheEndItListensNoLonger() {
    FakeCollector collector = new FakeCollector("young", 1, 1);
    GcPauses pauses = new GcPauses(List.of(collector));
    assertThat(collector.listeners()).isOne();

    pauses.close();

    assertThat(collector.listeners()).isZero();
  }

  /** Collect garbage, and wait to be told: nobody can make such a notification by hand. */
  private static Notification realPause() throws Exception {
    BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    NotificationListener listener = (notification, unused) -> told.add(notification);
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    for (GarbageCollectorMXBean each : collectors) {
      ((NotificationEmitter) each).addNotificationListener(listener, null, null);
    }
    try {
      System.gc();
      return told.take();
    } finally {
      for (GarbageCollectorMXBean each : collectors) {
        ((NotificationEmitter) each).removeNotificationListener(listener);
      }
    }
  }

  private static long millis(Notification notification) {
    return GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
        .getGcInfo()
        .getDuration();
  }
}
