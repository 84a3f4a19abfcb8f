package org.vespabench.runner.loadtest;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValue;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.request.Length;
import org.vespabench.runner.request.ModelMix;
import org.vespabench.runner.request.PromptFile;
import org.vespabench.runner.request.Prompts;
import org.vespabench.runner.request.SyntheticPrompts;

/** Reads from settings what to ask. What is wrong is told the operator. */
public final class PromptReader {
  private PromptReader() {}

  /**
   * Find where prompts come from.
   *
   * @param seed what generated ones are made from
   * @throws IllegalArgumentException if flags contradict each other, or a file or value is bad
   */
  public static Prompts prompts(SettingValues settings, long seed) {
    List<String> sources = sources(settings);
    if (sources.size() > 1) {
      throw new IllegalArgumentException(
          "%s contradict each other: give one of them.".formatted(String.join(" and ", sources)));
    }
    return switch (sources.isEmpty() ? "" : sources.get(0)) {
      case "--prompt" -> Prompts.always(settings.get(RunnerSettings.PROMPT));
      case "--prompts" -> PromptFile.read(path(settings.get(LoadSettings.PROMPTS)));
      case "--replay" -> ReplayFile.parse(settings.get(LoadSettings.REPLAY)).lengths();
      case "" -> Prompts.PLUGINS;
      default ->
          SyntheticPrompts.of(
              length(settings, LoadSettings.INPUT_TOKENS),
              length(settings, LoadSettings.OUTPUT_TOKENS),
              settings.get(LoadSettings.SHARED_PREFIX_TOKENS),
              seed);
    };
  }

  private static List<String> sources(SettingValues settings) {
    List<String> sources = new ArrayList<>();
    if (!settings.get(RunnerSettings.PROMPT).isEmpty()) {
      sources.add("--prompt");
    }
    if (!settings.get(LoadSettings.PROMPTS).isEmpty()) {
      sources.add("--prompts");
    }
    boolean made =
        !settings.get(LoadSettings.INPUT_TOKENS).isEmpty()
            || !settings.get(LoadSettings.OUTPUT_TOKENS).isEmpty()
            || settings.get(LoadSettings.SHARED_PREFIX_TOKENS) > 0;
    if (made) {
      sources.add("--input-tokens, --output-tokens or --shared-prefix-tokens");
    }
    String replay = settings.get(LoadSettings.REPLAY);
    if (!replay.isEmpty() && ReplayFile.parse(replay).hasLengths()) {
      sources.add("--replay");
    }
    return sources;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--prompts '%s' is no path.".formatted(text), e);
    }
  }

  private static Optional<Length> length(SettingValues settings, Setting<String> setting) {
    String text = settings.get(setting);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Length.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--%s %s".formatted(setting.name(), e.getMessage()), e);
    }
  }

  /**
   * Find which models to ask for, and how often; empty for the one that is set.
   *
   * @throws IllegalArgumentException if the text is bad, or contradicts {@code --model}
   */
  public static Optional<ModelMix> models(SettingValues settings) {
    String text = settings.get(LoadSettings.MODELS);
    SettingValue model = settings.all().get("model");
    if (!text.isEmpty() && model != null && model.source().isNearest()) {
      throw new IllegalArgumentException(
          "--model and --models contradict each other: give one of them.");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(ModelMix.parse(text));
  }
}
