/** Load shapes, and the schedule of send times. Knows no HTTP. */
@NullMarked
package org.vespabench.runner.load;

import org.jspecify.annotations.NullMarked;
