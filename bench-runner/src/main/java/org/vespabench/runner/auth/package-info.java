/**
 * What an autoscaler signs and a worker checks: who sent a request, what it costs, and where it was
 * routed to. A leaf; it knows no HTTP.
 *
 * <p>The autoscaler's signature covers text, not values, so the tokens of numbers are kept as they
 * were written: {@code 500} and {@code 500.0} are signed differently.
 */
@NullMarked
package org.vespabench.runner.auth;

import org.jspecify.annotations.NullMarked;
