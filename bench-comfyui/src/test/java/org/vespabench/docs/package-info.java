/**
 * Holds the documentation against the program. It stands in this module as it is built last: {@code
 * dist/} is complete by then.
 */
@NullMarked
package org.vespabench.docs;

import org.jspecify.annotations.NullMarked;
