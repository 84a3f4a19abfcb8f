package org.vespabench.runner.slo;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.OutputTimes;

/** Reads single latencies off an exchange, in nanoseconds: those that histograms are made of. */
final class LatencyValues {
  private LatencyValues() {}

  /** Hand over each value of a successful exchange: one, several gaps, or none if undefined. */
  static void of(Exchange exchange, Latency latency, LongConsumer each) {
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
  static boolean hadNothingToWaitFor(Exchange exchange, Latency latency) {
    return switch (latency) {
      case E2E, E2E_FROM_SENT, TTFT, TTFT_FROM_SENT, TTFA -> false;
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
  static long atLeast(Exchange cut, Latency latency) {
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
    };
  }
}
