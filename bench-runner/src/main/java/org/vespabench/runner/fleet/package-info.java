/**
 * A worker among others: what it has in hand, and how the autoscaler hears of it. {@code Meter}
 * counts and does no I/O; the reporters send, each on its own thread.
 */
@NullMarked
package org.vespabench.runner.fleet;

import org.jspecify.annotations.NullMarked;
