/**
 * A streaming reverse proxy to one backend, which knows neither signatures nor autoscalers.
 *
 * <p>A client's request is read, sent on, answered and forgotten: no more of a body than {@link
 * org.vespabench.runner.server.ReadWindow#SIZE} waits here in either direction, and a side that
 * goes takes the other with it.
 */
@NullMarked
package org.vespabench.runner.proxy;

import org.jspecify.annotations.NullMarked;
