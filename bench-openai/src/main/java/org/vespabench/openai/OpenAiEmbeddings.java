package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpSession;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;

/**
 * Measures {@code POST /v1/embeddings}, in input tokens, as nothing is generated.
 *
 * <p>A request is priced before it is sent, when nobody but the backend's tokenizer knows its
 * tokens. So it declares an estimate, words times {@code --tokens-per-word}, as a client without
 * that tokenizer would; the tokens done are exact, from usage.
 */
public final class OpenAiEmbeddings implements TestRequestProvider, BackendSimulator {
  static final String PATH = "/v1/embeddings";

  /** Make one; it holds no state. */
  public OpenAiEmbeddings() {}

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.openai_embeddings");
  }

  @Override
  public String description() {
    return "input tokens per second of an OpenAI server's /v1/embeddings";
  }

  /** Not {@code tokens}, which are those of answers in all other results. */
  @Override
  public String unit(Settings settings) {
    return "input tokens";
  }

  @Override
  public List<Setting<?>> settings() {
    return OpenAiSettings.EMBEDDINGS;
  }

  /** The warm-up is as large as the others, so that a limit on texts or batches shows there. */
  @Override
  public TestRequest next(RequestContext context) {
    Settings settings = context.settings();
    List<String> texts = texts(context);
    JsonObject body = new JsonObject();
    body.addProperty("model", settings.get(OpenAiSettings.MODEL));
    body.add("input", input(texts));
    String encoding = settings.get(OpenAiSettings.ENCODING_FORMAT);
    if (!encoding.equals(OpenAiSettings.FLOAT)) {
      // Floats are what servers send unasked, also those that do not know the field.
      body.addProperty("encoding_format", encoding);
    }
    int count = texts.size();
    return TestRequest.post(PATH, body.toString())
        .declaring(declared(texts, settings.get(OpenAiSettings.TOKENS_PER_WORD)))
        .reading(reply -> EmbeddingsReply.work(reply, count));
  }

  private static List<String> texts(RequestContext context) {
    int batch = context.settings().get(OpenAiSettings.BATCH);
    String given = context.prompt("");
    if (!given.isEmpty()) {
      return Collections.nCopies(batch, given);
    }
    int words = context.settings().get(OpenAiSettings.TEXT_WORDS);
    // All at once: a context that is asked again for a prompt gives the same one.
    List<String> drawn = List.of(context.prompt(Math.multiplyExact(batch, words)).split(" "));
    // They may be more or fewer, where the user asked for a length: at least one for each text.
    int each = Math.max(1, drawn.size() / batch);
    return IntStream.range(0, batch)
        .map(i -> i * each % Math.max(1, drawn.size() - each + 1))
        .mapToObj(from -> String.join(" ", drawn.subList(from, from + each)))
        .toList();
  }

  private static JsonElement input(List<String> texts) {
    if (texts.size() == 1) {
      return new JsonPrimitive(texts.get(0));
    }
    JsonArray list = new JsonArray(texts.size());
    texts.forEach(list::add);
    return list;
  }

  private static int declared(List<String> texts, double tokensPerWord) {
    return texts.stream().mapToInt(text -> Words.tokens(text, tokensPerWord)).sum();
  }

  /** Price token ids by their number. Texts have no price: prose has half the tokens of ours. */
  @Override
  public OptionalDouble declared(String path, String body) {
    if (!Price.withoutQuery(path).equals(PATH)) {
      return OptionalDouble.empty();
    }
    return Json.object(body)
        .flatMap(EmbeddingsInput::of)
        .map(EmbeddingsInput::exactTokens)
        .orElse(OptionalDouble.empty());
  }

  @Override
  public Map<String, String> identity(HttpSession http) {
    return Identity.of(http);
  }

  @Override
  public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return OpenAiSimulator.simulate(request, reply);
  }
}
