/** The way in for programs: {@link org.vespabench.runner.VespaBench}. */
@NullMarked
package org.vespabench.runner;

import org.jspecify.annotations.NullMarked;
