package org.vespabench.runner.fleet;

import java.math.BigDecimal;

/**
 * Sums of cost, in units of work. Decimal, so that they are exact however long they grow, and what
 * is taken away again leaves nothing behind.
 *
 * @param received of those that were admitted
 */
record Costs(
    BigDecimal received,
    BigDecimal served,
    BigDecimal errored,
    BigDecimal cancelled,
    BigDecimal rejected) {
  static final Costs NONE =
      new Costs(
          BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  Costs admitted(double cost) {
    return new Costs(received.add(BigDecimal.valueOf(cost)), served, errored, cancelled, rejected);
  }

  Costs ended(double units, Outcome outcome) {
    BigDecimal cost = BigDecimal.valueOf(units);
    return switch (outcome) {
      case SUCCESS -> new Costs(received, served.add(cost), errored, cancelled, rejected);
      case ERROR -> new Costs(received, served, errored.add(cost), cancelled, rejected);
      case CANCELLED -> new Costs(received, served, errored, cancelled.add(cost), rejected);
      case REJECTED -> new Costs(received, served, errored, cancelled, rejected.add(cost));
    };
  }

  Costs minus(Costs before) {
    return new Costs(
        received.subtract(before.received),
        served.subtract(before.served),
        errored.subtract(before.errored),
        cancelled.subtract(before.cancelled),
        rejected.subtract(before.rejected));
  }

  /** Of those that were admitted and have not ended. */
  BigDecimal inFlight() {
    return received.subtract(served).subtract(errored).subtract(cancelled);
  }

  /** JSON knows no infinity. */
  static double number(BigDecimal sum) {
    return Math.min(sum.doubleValue(), Double.MAX_VALUE);
  }
}
