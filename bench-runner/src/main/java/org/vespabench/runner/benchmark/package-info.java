/** Runs one benchmark: requests, rounds, time limits, failures, the cache file. */
@NullMarked
package org.vespabench.runner.benchmark;

import org.jspecify.annotations.NullMarked;
