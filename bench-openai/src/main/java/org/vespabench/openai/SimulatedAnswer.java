package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.IntFunction;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Is what a simulated model says to one request, in the form of either endpoint. */
final class SimulatedAnswer {
  /** What it says without a limit: OpenAI's default for completions; chats have none. */
  private static final int COMPLETIONS_DEFAULT = 16;

  private static final int CHAT_DEFAULT = 256;

  private final JsonObject request;
  private final boolean isChat;
  private final int tokens;
  private final String finishReason;

  private SimulatedAnswer(JsonObject request, boolean isChat, int tokens, String finishReason) {
    this.request = request;
    this.isChat = isChat;
    this.tokens = tokens;
    this.finishReason = finishReason;
  }

  /** Decide how long the answer is: {@code length} leaves that to the runner. */
  static SimulatedAnswer to(JsonObject request, boolean isChat, SimulatedReply length) {
    int otherwise = isChat ? CHAT_DEFAULT : COMPLETIONS_DEFAULT;
    int most = (int) Price.limit(request).orElse(otherwise);
    int least = (int) Json.number(request, "min_tokens").orElse(0);
    boolean isPinned = Json.isTrue(request, "ignore_eos") || least >= most;
    int tokens = isPinned ? most : Math.max(least, length.length(most));
    return new SimulatedAnswer(request, isChat, tokens, tokens < most ? "stop" : "length");
  }

  SimulatedReply fill(SimulatedReply reply) {
    if (!Json.isTrue(request, "stream")) {
      return reply.work(tokens, (queued, worked) -> whole());
    }
    boolean usage = Json.isTrue(Json.object(request, "stream_options"), "include_usage");
    String end = chunk(choices(piece(""), quoted(finishReason)));
    String counts = chunk(",\"choices\":[],\"usage\":" + usage());
    return usage
        ? reply.stream(tokens, chunks(), end, counts, "[DONE]")
        : reply.stream(tokens, chunks(), end, "[DONE]");
  }

  private String whole() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append(" word").append(i);
    }
    String content =
        isChat
            ? "\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"}"
            : "\"text\":\"" + text + "\"";
    return head(isChat ? "chat.completion" : "text_completion")
        + choices(content, quoted(finishReason))
        + ",\"usage\":"
        + usage()
        + "}";
  }

  /** Put the constant parts together once: a simulator may have to stream as fast as it can. */
  private IntFunction<String> chunks() {
    String mark = "%";
    String frame = chunk(choices(piece(mark), "null"));
    int middle = frame.lastIndexOf(mark);
    String before = frame.substring(0, middle) + " word";
    String after = frame.substring(middle + mark.length());
    // A unit of work is one event, so the role cannot have one of its own.
    String first = before.replace("\"delta\":{", "\"delta\":{\"role\":\"assistant\",");
    return i -> (i == 0 ? first : before) + i + after;
  }

  private String chunk(String rest) {
    return head(isChat ? "chat.completion.chunk" : "text_completion") + rest + "}";
  }

  private String piece(String text) {
    return isChat ? "\"delta\":{\"content\":\"" + text + "\"}" : "\"text\":\"" + text + "\"";
  }

  private static String choices(String content, String finish) {
    return ",\"choices\":[{\"index\":0," + content + ",\"finish_reason\":" + finish + "}]";
  }

  private String head(String kind) {
    String model = Json.text(request, "model");
    return "{\"id\":\"simulated\",\"object\":\"%s\",\"created\":0,\"model\":%s"
        .formatted(kind, quoted(model.isEmpty() ? "simulated" : model));
  }

  private String usage() {
    int input = Words.tokens(words(), Words.TOKENS_PER_WORD);
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(input, tokens, input + tokens);
  }

  private int words() {
    if (!isChat) {
      return Words.count(Json.text(request, "prompt"));
    }
    int words = 0;
    for (JsonElement message : Json.array(request, "messages")) {
      words += message instanceof JsonObject turn ? Words.count(Json.text(turn, "content")) : 0;
    }
    return words;
  }

  private static String quoted(String text) {
    return TestRequest.quote(text);
  }
}
