/**
 * What a load test is to keep: limits on latencies and errors, and whether they were kept. Figures
 * and rules are defined in {@code docs/metrics.md}.
 */
@NullMarked
package org.vespabench.runner.slo;

import org.jspecify.annotations.NullMarked;
