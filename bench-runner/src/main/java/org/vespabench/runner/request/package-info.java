/** Builds requests: the plugin's, with the prompts and in the shape that the user asked for. */
@NullMarked
package org.vespabench.runner.request;

import org.jspecify.annotations.NullMarked;
