/** Where a request goes: straight to the backend, or to a worker that an autoscaler names. */
@NullMarked
package org.vespabench.runner.route;

import org.jspecify.annotations.NullMarked;
