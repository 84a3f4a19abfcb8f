package org.vespabench.runner.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * The same sharing, told the slow way: from one change to the next, every running request loses
 * what was worked off. In seconds.
 */
final class NaiveModel {
  private static final double NOTHING = 1e-12;

  private final int slots;
  private final double rate;
  private final double total;
  private final double ttft;
  private final List<Request> requests = new ArrayList<>();

  private static final class Request {
    final double arrived;
    double left;
    double first = Double.NaN;
    double ended = Double.NaN;

    Request(double arrived, double units) {
      this.arrived = arrived;
      this.left = units;
    }

    boolean runs() {
      return !Double.isNaN(first) && Double.isNaN(ended);
    }
  }

  NaiveModel(int slots, double rate, double total, double ttft) {
    this.slots = slots;
    this.rate = rate;
    this.total = total;
    this.ttft = ttft;
  }

  void add(double arrived, double units) {
    requests.add(new Request(arrived, units));
  }

  List<Double> ends() {
    double now = 0;
    while (requests.stream().anyMatch(each -> Double.isNaN(each.ended))) {
      giveSlots(now);
      now = advance(now);
    }
    return requests.stream().map(each -> each.ended).toList();
  }

  private void giveSlots(double now) {
    long free = slots - requests.stream().filter(Request::runs).count();
    for (Request each : requests) {
      if (free > 0 && Double.isNaN(each.first) && each.arrived <= now) {
        each.first = now + ttft;
        free--;
      }
    }
  }

  private double advance(double now) {
    List<Request> working =
        requests.stream().filter(each -> each.runs() && each.first <= now).toList();
    double speed = Math.min(rate, total / working.size());
    double next = Double.POSITIVE_INFINITY;
    for (Request each : requests) {
      next = each.arrived > now ? Math.min(next, each.arrived) : next;
      next = each.runs() && each.first > now ? Math.min(next, each.first) : next;
    }
    for (Request each : working) {
      next = Math.min(next, now + each.left / speed);
    }
    for (Request each : working) {
      each.left -= speed * (next - now);
      each.ended = each.left < NOTHING ? next : Double.NaN;
    }
    return next;
  }
}
