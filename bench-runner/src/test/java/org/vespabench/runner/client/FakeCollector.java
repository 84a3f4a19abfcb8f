package org.vespabench.runner.client;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** A garbage collector that says what a test makes it say. */
final class FakeCollector implements GarbageCollectorMXBean, NotificationEmitter {
  private final String name;
  private final long count;
  private final long millis;
  private final List<NotificationListener> listeners = new ArrayList<>();

  FakeCollector(String name, long count, long millis) {
    this.name = name;
    this.count = count;
    this.millis = millis;
  }

  void say(Notification notification) {
    listeners.forEach(each -> each.handleNotification(notification, null));
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public long getCollectionCount() {
    return count;
  }

  @Override
  public long getCollectionTime() {
    return millis;
  }

  @Override
  public @Nullable GcInfo getLastGcInfo() {
    return null;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isValid() {
    return true;
  }

  @Override
  public String[] getMemoryPoolNames() {
    return new String[0];
  }

  @Override
  public ObjectName getObjectName() {
    throw new UnsupportedOperationException("getObjectName");
  }

  @Override
  public void addNotificationListener(
      NotificationListener listener, NotificationFilter filter, Object handback) {
    listeners.add(listener);
  }

  @Override
  public void removeNotificationListener(NotificationListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void removeNotificationListener(
      NotificationListener listener, NotificationFilter filter, Object handback) {
    listeners.remove(listener);
  }

  @Override
  public MBeanNotificationInfo[] getNotificationInfo() {
    return new MBeanNotificationInfo[0];
  }
}
