package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Settings;

/** Finds out which field a refusal is about, and changes the setting behind it. */
final class Refusal {
  /**
   * Too much was asked for: leaving out a field will not help. Checked first, as vLLM names {@code
   * max_completion_tokens} in these as well.
   */
  private static final Pattern TOO_MUCH =
      Pattern.compile(
          "exceed_context_size|context[_ ](length|size|window)|max_model_len|model length"
              + "|too (large|long)|at most \\d+|`inputs` tokens");

  private static final Pattern SYSTEM_ROLE =
      Pattern.compile("system role|role.{0,20}system|roles must alternate");

  private final boolean isAboutContent;
  private final String reason;

  private Refusal(boolean isAboutContent, String reason) {
    this.isAboutContent = isAboutContent;
    this.reason = reason;
  }

  static Refusal of(HttpReply reply) {
    boolean isAboutContent = reply.status() == 400 || reply.status() == 422;
    return new Refusal(isAboutContent, reason(reply.body()).toLowerCase(Locale.ROOT));
  }

  boolean isAboutSystemRole() {
    return isAboutContent && SYSTEM_ROLE.matcher(reason).find();
  }

  /** Change one setting; what no setting can mend leaves them as they are. */
  Settings adapt(Settings settings) {
    if (!isAboutContent || TOO_MUCH.matcher(reason).find()) {
      return settings;
    }
    boolean pinned = settings.get(OpenAiSettings.PIN);
    if (wantsNewLengthField(settings)) {
      return settings.with(OpenAiSettings.LENGTH_FIELD, OpenAiSettings.NEW_LENGTH_FIELD);
    }
    if (pinned && (reason.contains("ignore_eos") || reason.contains("min_tokens"))) {
      return settings.with(OpenAiSettings.PIN, false);
    }
    if (refusesStreamOptions(settings)) {
      return settings.with(OpenAiSettings.STREAM_USAGE, false);
    }
    if (refusesTemperature(settings)) {
      return settings.with(OpenAiSettings.SEND_TEMPERATURE, false);
    }
    // The reason is unclear: the pinning fields are those that the protocol does not have.
    return pinned ? settings.with(OpenAiSettings.PIN, false) : settings;
  }

  private boolean wantsNewLengthField(Settings settings) {
    return reason.contains(OpenAiSettings.NEW_LENGTH_FIELD)
        && settings.get(OpenAiSettings.LENGTH_FIELD).equals(OpenAiSettings.OLD_LENGTH_FIELD);
  }

  private boolean refusesStreamOptions(Settings settings) {
    return reason.contains("stream_options")
        && settings.get(OpenAiSettings.STREAM)
        && settings.get(OpenAiSettings.STREAM_USAGE);
  }

  private boolean refusesTemperature(Settings settings) {
    // Another value than the default is the user's, who would miss it.
    return reason.contains("temperature")
        && settings.get(OpenAiSettings.SEND_TEMPERATURE)
        && settings
            .get(OpenAiSettings.TEMPERATURE)
            .equals(OpenAiSettings.TEMPERATURE.defaultValue());
  }

  /**
   * Collect what names the field. Not the whole body, where that can be helped: FastAPI's refusals
   * repeat the request, and so would name every field.
   */
  private static String reason(String body) {
    JsonObject json = Json.object(body).orElseGet(JsonObject::new);
    StringJoiner reason = new StringJoiner(" ");
    addFields(reason, Json.object(json, "error"));
    addFields(reason, json);
    reason.add(Json.text(json, "error")).add(Json.text(json, "detail"));
    for (JsonElement detail : Json.array(json, "detail")) {
      if (detail instanceof JsonObject item) {
        reason.add(Json.array(item, "loc").toString()).add(Json.text(item, "msg"));
      }
    }
    return reason.toString().isBlank() ? body : reason.toString();
  }

  private static void addFields(StringJoiner reason, JsonObject error) {
    for (String name : new String[] {"type", "code", "param", "message"}) {
      reason.add(Json.text(error, name));
    }
  }
}
