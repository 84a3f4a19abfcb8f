/**
 * The client's own part in what was measured: its processor time, its pauses, its I/O threads, and
 * beyond which of these a result is the client's rather than the backend's.
 */
@NullMarked
package org.vespabench.runner.client;

import org.jspecify.annotations.NullMarked;
