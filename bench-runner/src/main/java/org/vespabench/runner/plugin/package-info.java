/**
 * Finds plugins, isolates broken ones, and explains what is wrong.
 *
 * <p>A jar that nobody asked for must never stop a run, whatever is in it. So each services file is
 * read on its own, and all that runs a plugin's code while listing stands inside one catch.
 */
@NullMarked
package org.vespabench.runner.plugin;

import org.jspecify.annotations.NullMarked;
