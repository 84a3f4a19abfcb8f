/**
 * A small HTTP/1.1 server on httpcore5: for the simulator, the metrics page and the worker's proxy.
 *
 * <p>Replies may stream from any thread; what is written leaves at once, each write as one chunk.
 */
@NullMarked
package org.vespabench.runner.server;

import org.jspecify.annotations.NullMarked;
