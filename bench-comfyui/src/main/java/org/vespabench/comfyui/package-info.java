/**
 * Benchmarks of ComfyUI: through a wrapper that answers when the image is there, and through
 * ComfyUI's own API, which answers with a job's id.
 *
 * <p>No two wrappers speak alike. What is known about each stands beside the code that copes with
 * it, and is a test.
 */
@NullMarked
package org.vespabench.comfyui;

import org.jspecify.annotations.NullMarked;
