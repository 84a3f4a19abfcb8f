package org.vespabench.runner.cli;

import java.io.IOException;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Backends of the test plugin. */
final class WordsBackend {
  static final ScriptedReply TEN = ScriptedReply.json("{\"done\": 10}");

  private WordsBackend() {}

  /** Start one that works. */
  static ScriptedBackend start() throws IOException {
    return ScriptedBackend.start().on("/words", TEN).on("/model", ScriptedReply.text("tiny"));
  }
}
