/** Settings: their values, and where each came from. */
@NullMarked
package org.vespabench.runner.config;

import org.jspecify.annotations.NullMarked;
