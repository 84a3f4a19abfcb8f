/**
 * The benchmark of Text Generation Inference by its own protocol, not OpenAI's.
 *
 * <p>What is known about that protocol was read from its router's source. What surprises stands
 * beside the code that copes with it, and is a test.
 */
@NullMarked
package org.vespabench.tgi;

import org.jspecify.annotations.NullMarked;
