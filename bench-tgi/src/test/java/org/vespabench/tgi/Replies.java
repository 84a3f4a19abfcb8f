package org.vespabench.tgi;

import java.util.List;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.Work;
import org.vespabench.testkit.FixedReply;
import org.vespabench.testkit.PluginRun;

/** Reads replies as the runner does: by the reader of a request that the plugin made. */
final class Replies {
  private Replies() {}

  static StreamReader reader() {
    return PluginRun.of(new TgiGenerate()).request(0).newReader();
  }

  static Work work(List<String> events, HttpReply end) {
    StreamReader reader = reader();
    Json.all(events).forEach(reader::event);
    return reader.end(end);
  }

  static List<Output> outputs(List<String> events) {
    StreamReader reader = reader();
    return Json.all(events).stream().map(reader::event).toList();
  }

  static FixedReply whole(String body) {
    return FixedReply.json(200, Json.of(body));
  }
}
