package org.vespabench.runner.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.Work;

/** Reads a stream: keeps each event, calls each an answer, and counts them as the work. */
final class EventList implements StreamReader {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Runnable onEvent;

  EventList() {
    this(() -> {});
  }

  /** Does something more when an event arrives. */
  EventList(Runnable onEvent) {
    this.onEvent = onEvent;
  }

  List<String> events() {
    return events;
  }

  @Override
  public Output event(String data) {
    events.add(data);
    onEvent.run();
    return Output.ANSWER;
  }

  @Override
  public Work end(HttpReply reply) {
    return events.isEmpty() ? Work.unknown() : Work.done(events.size());
  }
}
