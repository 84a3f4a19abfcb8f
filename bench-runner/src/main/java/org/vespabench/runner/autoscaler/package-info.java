/**
 * An autoscaler's side of the wire on this machine: it takes workers' reports, routes and signs
 * requests, and keeps books of both. For development and tests; it recruits and stops no worker.
 */
@NullMarked
package org.vespabench.runner.autoscaler;

import org.jspecify.annotations.NullMarked;
