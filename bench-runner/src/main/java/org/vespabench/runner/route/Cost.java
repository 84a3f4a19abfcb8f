package org.vespabench.runner.route;

import java.math.BigDecimal;

/** Writes costs as JSON numbers. */
final class Cost {
  private Cost() {}

  /** Whole numbers without a point, and none with an exponent: 500, 5242.88. */
  static BigDecimal of(double declared) {
    return new BigDecimal(BigDecimal.valueOf(declared).stripTrailingZeros().toPlainString());
  }
}
