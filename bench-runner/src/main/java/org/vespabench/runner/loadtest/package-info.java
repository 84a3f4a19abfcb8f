/** Sends a plugin's requests in some shape of load, and measures what a client would have felt. */
@NullMarked
package org.vespabench.runner.loadtest;

import org.jspecify.annotations.NullMarked;
