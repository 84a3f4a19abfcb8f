/**
 * A kit for authors of plugins: a backend that answers as it is told, misbehaviour included, and
 * remembers what it was asked. It needs no test framework.
 *
 * <pre>{@code
 * try (ScriptedBackend backend = ScriptedBackend.start()) {
 *   backend.on("/v1/embeddings", ScriptedReply.status(503, "busy"), ScriptedReply.json("{}"));
 *   // ... let the plugin loose on backend.url() ...
 *   assertThat(backend.requests()).extracting(ReceivedRequest::path).contains("/v1/embeddings");
 * }
 * }</pre>
 *
 * @since 0.1
 */
@NullMarked
package org.vespabench.testkit;

import org.jspecify.annotations.NullMarked;
