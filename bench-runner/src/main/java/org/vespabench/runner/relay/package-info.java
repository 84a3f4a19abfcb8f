/**
 * A local port through which any client of a backend reaches an endpoint's workers: each request is
 * priced, routed by the autoscaler, and passed on to the worker that was named.
 */
@NullMarked
package org.vespabench.runner.relay;

import org.jspecify.annotations.NullMarked;
