/** Writes results: for a screen, as JSON, into files. */
@NullMarked
package org.vespabench.runner.report;

import org.jspecify.annotations.NullMarked;
