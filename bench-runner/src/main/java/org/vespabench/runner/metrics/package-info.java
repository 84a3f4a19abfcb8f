/**
 * What a worker counts and times, and the page from which Prometheus reads it.
 *
 * <p>Labels have few values each, as every combination is a series that is kept for ever: requests
 * are told apart by how they ended and by their status, never by path, client or model.
 */
@NullMarked
package org.vespabench.runner.metrics;

import org.jspecify.annotations.NullMarked;
