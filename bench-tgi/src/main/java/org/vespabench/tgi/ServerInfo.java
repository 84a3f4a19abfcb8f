package org.vespabench.tgi;

import com.google.gson.JsonParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;

/**
 * Is what {@code GET /info} answers, without what may differ after each start, such as the size of
 * a batch, which TGI finds out by trying.
 *
 * @param modelId a name, or a folder
 * @param modelSha of the model's repository
 * @param modelDtype in older versions only
 * @param version of TGI
 * @param sha of its sources: images have a version of their own less often
 * @param dockerLabel of its image, which tells for which hardware it was made
 * @param maxInputTokens of one prompt
 * @param maxInputLength the same in older versions
 * @param maxTotalTokens of a prompt with its answer
 * @param maxConcurrentRequests those above are refused with 429
 */
record ServerInfo(
    @Nullable String modelId,
    @Nullable String modelSha,
    @Nullable String modelDtype,
    @Nullable String version,
    @Nullable String sha,
    @Nullable String dockerLabel,
    @Nullable Long maxInputTokens,
    @Nullable Long maxInputLength,
    @Nullable Long maxTotalTokens,
    @Nullable Long maxConcurrentRequests) {

  /** Tell what a server is, by the names in a result; empty if it does not say. */
  static Map<String, String> identity(HttpReply reply) {
    if (reply.status() != 200) {
      return Map.of();
    }
    try {
      return TgiJson.read(reply.body(), ServerInfo.class).identity();
    } catch (JsonParseException e) {
      // What is no /info of TGI's says nothing about the server.
      return Map.of();
    }
  }

  private Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    add(identity, "model", modelId);
    add(identity, "modelSha", modelSha);
    add(identity, "modelDtype", modelDtype);
    add(identity, "version", version);
    add(identity, "versionSha", sha);
    add(identity, "dockerLabel", dockerLabel);
    add(identity, "maxInputTokens", maxInputTokens == null ? maxInputLength : maxInputTokens);
    add(identity, "maxTotalTokens", maxTotalTokens);
    add(identity, "maxConcurrentRequests", maxConcurrentRequests);
    return identity;
  }

  private static void add(Map<String, String> identity, String name, @Nullable Object value) {
    if (value != null && !value.toString().isBlank()) {
      identity.put(name, value.toString());
    }
  }
}
