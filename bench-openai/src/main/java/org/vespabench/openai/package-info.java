/**
 * Benchmarks of servers that speak the OpenAI protocol: vLLM, llama.cpp, Ollama, TGI and others.
 *
 * <p>They disagree in the details. What is known about each stands beside the code that copes with
 * it, and is a test.
 */
@NullMarked
package org.vespabench.openai;

import org.jspecify.annotations.NullMarked;
