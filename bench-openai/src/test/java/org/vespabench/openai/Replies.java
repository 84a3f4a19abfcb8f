package org.vespabench.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.Work;
import org.vespabench.testkit.PluginRun;

/** Reads replies as the runner does: by the reader of a request that the plugin made. */
final class Replies {
  private Replies() {}

  static StreamReader reader(OpenAiProvider plugin) {
    return PluginRun.of(plugin).request(0).newReader();
  }

  static Work work(List<String> events, HttpReply end) {
    StreamReader reader = reader(new OpenAiCompletions());
    events.forEach(reader::event);
    return reader.end(end);
  }

  static List<Output> outputs(List<String> events) {
    StreamReader reader = reader(new OpenAiChat());
    return events.stream().map(reader::event).toList();
  }

  /** A reply of a real llama.cpp server, build b1-de3ff81. */
  static String captured(String name) {
    try (InputStream in = Replies.class.getResourceAsStream("/llamacpp/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> capturedEvents(String name) {
    return events(captured(name));
  }

  /** As much of the format as a server uses that writes one line for each event. */
  static List<String> events(String stream) {
    String mark = "data: ";
    return stream
        .lines()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }
}
