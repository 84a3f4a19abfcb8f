/** A ready project for a new plugin: names, files, and the two jars that it builds against. */
@NullMarked
package org.vespabench.runner.scaffold;

import org.jspecify.annotations.NullMarked;
