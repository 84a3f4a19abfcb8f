package org.vespabench.runner.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes down what a listener is told, and checks that its times do not go back. */
final class Events implements ForwardListener {
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong bytes = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile String why = "";

  @Override
  public void sent(long atNanos) {
    add("sent", atNanos);
  }

  @Override
  public void head(int status, long atNanos) {
    add("head " + status, atNanos);
  }

  @Override
  public void body(ByteBuffer part, long atNanos) {
    bytes.addAndGet(part.remaining());
    if (part.remaining() < 100) {
      add("body " + UTF_8.decode(part), atNanos);
    }
  }

  @Override
  public void ended(Outcome outcome, String why, long atNanos) {
    this.why = why;
    add("ended " + outcome, atNanos);
    end.countDown();
  }

  private void add(String event, long atNanos) {
    boolean back = last.getAndSet(atNanos) > atNanos;
    all.add(back ? event + " back in time" : event);
  }

  /** Wait for the end. */
  List<String> all() throws InterruptedException {
    assertThat(end.await(20, TimeUnit.SECONDS)).as("ended, after %s", all).isTrue();
    return all;
  }

  String why() throws InterruptedException {
    all();
    return why;
  }

  long bytes() {
    return bytes.get();
  }
}
