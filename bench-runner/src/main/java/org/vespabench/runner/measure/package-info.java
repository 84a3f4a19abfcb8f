/**
 * What one exchange was, and the figures of many: times, histograms, intervals, validity. Knows no
 * HTTP.
 */
@NullMarked
package org.vespabench.runner.measure;

import org.jspecify.annotations.NullMarked;
