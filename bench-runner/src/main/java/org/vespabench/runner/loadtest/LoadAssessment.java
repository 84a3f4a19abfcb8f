package org.vespabench.runner.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.benchmark.CommonReasons;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.request.PromptFile;
import org.vespabench.runner.request.Prompts;

/** Decides whether a load test can be trusted; {@code docs/metrics.md} explains the limits. */
final class LoadAssessment {
  /** Beyond, another load was measured than was asked for. */
  private static final double UNSENT_SUSPECT = 0.01;

  private static final double UNSENT_INVALID = 0.1;

  private LoadAssessment() {}

  static Validity of(
      LoadFigures load, @Nullable ClientFigures client, boolean countDone, String interruption) {
    List<Round> rounds = load.stages().stream().map(StageFigures::round).toList();
    Validity validity = CommonReasons.errors(rounds, Validity.VALID);
    for (StageFigures stage : load.stages()) {
      validity = rate(stage, validity);
    }
    validity = CommonReasons.share(doneShare(rounds), countDone, "", validity);
    validity = CommonReasons.estimates(rounds, validity);
    if (client != null) {
      validity = client(load, client, validity);
    }
    return interruption.isEmpty() ? validity : validity.suspect(interruption);
  }

  private static double doneShare(List<Round> rounds) {
    double declared = rounds.stream().mapToDouble(Round::declared).sum();
    return declared == 0 ? 1 : rounds.stream().mapToDouble(Round::done).sum() / declared;
  }

  private static Validity client(LoadFigures load, ClientFigures client, Validity validity) {
    Histogram sendLag = new Histogram(3);
    Histograms all = new Histograms();
    for (StageFigures stage : load.stages()) {
      sendLag.add(stage.sendLagMicros());
      all.add(stage.histograms());
    }
    return CommonReasons.client(client, sendLag, all, validity);
  }

  /** By the schedule itself, as arrivals at random times are more or fewer than their rate says. */
  private static Validity rate(StageFigures stage, Validity validity) {
    double share = stage.scheduled() == 0 ? 0 : (double) stage.unsent() / stage.scheduled();
    if (stage.unsent() == 0 || share <= UNSENT_SUSPECT) {
      return validity;
    }
    String reason =
        String.format(
            Locale.ROOT,
            "%d of %d requests that were due never left%s",
            stage.unsent(),
            stage.scheduled(),
            stage.late() > 0
                ? ": %d had to wait, as --max-in-flight were under way".formatted(stage.late())
                : ": the client is the bottleneck, give it more cores or a lower rate");
    return share > UNSENT_INVALID ? validity.invalid(reason) : validity.suspect(reason);
  }

  /** What is normal, but good to know. */
  static List<String> notes(LoadFigures load, Prompts prompts) {
    List<String> notes = new ArrayList<>();
    if (load.warmUp() > 0) {
      notes.add(
          "%d requests warmed the backend up%s, and are in no figure"
              .formatted(
                  load.warmUp(),
                  load.warmUpFailed() == 0
                      ? ""
                      : " (%d of them failed)".formatted(load.warmUpFailed())));
    }
    if (prompts instanceof PromptFile file) {
      addRepeats(load, file, notes);
    }
    for (StageFigures stage : load.stages()) {
      if (stage.atOnce()) {
        notes.add(
            "%s: all requests were due at once, or nearly so, which is no time to have a rate in: all rates are of the time from the first byte sent to the last read"
                .formatted(stage.name()));
      } else if (stage.rates().whole() && stage.round().completed() > 0) {
        notes.add(
            "%s: most of the work was done after the last request had left, so throughput is of the time from the first byte sent to the last read"
                .formatted(stage.name()));
      }
      if (stage.late() > 0) {
        notes.add(
            "%s: %d requests left late, as --max-in-flight were under way; their latency counts from when they were due"
                .formatted(stage.name(), stage.late()));
      }
    }
    return notes;
  }

  private static void addRepeats(LoadFigures load, PromptFile file, List<String> notes) {
    long measured =
        load.stages().stream().mapToLong(stage -> stage.scheduled() - stage.unsent()).sum();
    if (measured + load.warmUp() > file.size()) {
      notes.add(
          "the prompts file has %d prompts for %d requests%s: some were asked again, and a backend with a prefix cache looks better for it"
              .formatted(
                  file.size(),
                  measured,
                  load.warmUp() == 0 ? "" : " and %d of the warm-up".formatted(load.warmUp())));
    }
  }
}
