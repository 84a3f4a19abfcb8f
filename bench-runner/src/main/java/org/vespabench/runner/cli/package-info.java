/** The command line: commands and exit codes. */
@NullMarked
package org.vespabench.runner.cli;

import org.jspecify.annotations.NullMarked;
