package org.vespabench.runner.measure;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads single latencies off an exchange, in nanoseconds: those that histograms are made of. */
public final class LatencyValues {
  private LatencyValues() {}

  /** Hand over each value of a successful exchange: one, several gaps, or none if undefined. */
  public static void of(Exchange exchange, Latency latency, LongConsumer each) {
    Exchange.Stamps stamps = exchange.stamps();
    OutputTimes outputs = exchange.outputs();
    boolean streamed = outputs.count() > 0;
    switch (latency) {
      case E2E -> each.accept(stamps.done() - stamps.intended());
      case E2E_FROM_SENT -> each.accept(stamps.done() - stamps.sent());
      case TTFT -> {
        if (streamed) {
          each.accept(outputs.first() - stamps.intended());
        }
      }
      case TTFT_FROM_SENT -> {
        if (streamed) {
          each.accept(outputs.first() - stamps.sent());
        }
      }
      case TTFA -> {
        if (outputs.answered()) {
          each.accept(outputs.firstAnswer() - stamps.intended());
        }
      }
      case INTER_EVENT -> outputs.gaps(each);
      case ITL -> {
        if (tokensAreKnown(exchange) && outputs.count() == exchange.done()) {
          outputs.gaps(each);
        }
      }
      case TPOT -> {
        if (tokensAreKnown(exchange) && exchange.done() >= 2) {
          each.accept((long) ((outputs.last() - outputs.first()) / (exchange.done() - 1)));
        }
      }
      case ROUTING, WAITING, WORKER, WORKER_TTFT ->
          exchange.routing().ifPresent(routing -> ofRouting(exchange, routing, latency, each));
    }
  }

  private static void ofRouting(
      Exchange exchange, Exchange.Routing routing, Latency latency, LongConsumer each) {
    if (latency == Latency.ROUTING) {
      each.accept(routing.answered() - exchange.stamps().sent());
    } else if (latency == Latency.WAITING) {
      each.accept(routing.routed() - routing.answered());
    } else if (latency == Latency.WORKER) {
      each.accept(exchange.stamps().done() - routing.sent());
    } else if (exchange.outputs().count() > 0) {
      each.accept(exchange.outputs().first() - routing.sent());
    }
  }

  /** Streamed, and usage counts what the events showed. */
  private static boolean tokensAreKnown(Exchange exchange) {
    return exchange.outputs().count() > 0 && !exchange.estimated() && !hidesReasoning(exchange);
  }

  private static boolean hidesReasoning(Exchange exchange) {
    @Nullable Double reasoning =
        exchange.work() == null ? null : exchange.work().details().get("reasoningTokens");
    return reasoning != null && reasoning > 0 && !exchange.outputs().reasoned();
  }

  /**
   * Tell whether a successful exchange that has no value met every bound nevertheless: it was
   * streamed, but there was no second event or token to wait for.
   */
  public static boolean hadNothingToWaitFor(Exchange exchange, Latency latency) {
    return switch (latency) {
      case E2E, E2E_FROM_SENT, TTFT, TTFT_FROM_SENT, TTFA -> false;
      case ROUTING, WAITING, WORKER, WORKER_TTFT -> false;
      case INTER_EVENT -> exchange.outputs().count() > 0;
      case ITL ->
          tokensAreKnown(exchange)
              && (exchange.done() < 2 || exchange.outputs().count() == exchange.done());
      case TPOT -> tokensAreKnown(exchange) && exchange.done() < 2;
    };
  }

  /**
   * Tell how much the latency of an exchange that was cut off is at least: the age at which it was
   * cut, or what it was if that moment had come. Gaps are not looked at, as output may still be
   * arriving on another thread.
   */
  public static long atLeast(Exchange cut, Latency latency) {
    Exchange.Stamps stamps = cut.stamps();
    OutputTimes outputs = cut.outputs();
    long firstOutput = outputs.count() > 0 ? outputs.first() : stamps.done();
    long sent = stamps.sent() == 0 ? stamps.done() : stamps.sent();
    return switch (latency) {
      case E2E -> stamps.done() - stamps.intended();
      case E2E_FROM_SENT -> stamps.done() - sent;
      case TTFT -> firstOutput - stamps.intended();
      case TTFT_FROM_SENT -> firstOutput - sent;
      case TTFA -> (outputs.answered() ? outputs.firstAnswer() : stamps.done()) - stamps.intended();
      case INTER_EVENT, ITL, TPOT -> 0;
      case ROUTING, WAITING, WORKER, WORKER_TTFT ->
          cut.routing().map(routing -> atLeast(cut, routing, latency)).orElse(0L);
    };
  }

  private static long atLeast(Exchange cut, Exchange.Routing routing, Latency latency) {
    long done = cut.stamps().done();
    long answered = routing.answered() == 0 ? done : routing.answered();
    long routed = routing.routed() == 0 ? done : routing.routed();
    long sent = routing.sent() == 0 ? done : routing.sent();
    if (latency == Latency.ROUTING) {
      return cut.stamps().sent() == 0 ? 0 : answered - cut.stamps().sent();
    }
    if (latency == Latency.WAITING) {
      return routed - answered;
    }
    boolean begun = latency == Latency.WORKER_TTFT && cut.outputs().count() > 0;
    return (begun ? cut.outputs().first() : done) - sent;
  }
}
