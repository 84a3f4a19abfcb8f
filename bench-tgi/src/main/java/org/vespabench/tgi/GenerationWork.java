package org.vespabench.tgi;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Work;
import org.vespabench.tgi.Generation.Details;

/**
 * Accounts for one reply: from its details, else from the headers, which TGI sends with whole
 * replies only.
 */
final class GenerationWork {
  /** At most 15 digits, which any double holds exactly. */
  private static final String WHOLE_NUMBER = "\\d{1,15}";

  private final Generation generation;
  private final @Nullable Details details;
  private final HttpReply reply;

  private GenerationWork(Generation generation, HttpReply reply) {
    this.generation = generation;
    this.details = generation.details();
    this.reply = reply;
  }

  static Work of(Generation generation, HttpReply reply) {
    GenerationWork account = new GenerationWork(generation, reply);
    return account.described(account.work());
  }

  private Work work() {
    OptionalLong tokens = number(details == null ? null : details.generatedTokens());
    if (isMissing(tokens)) {
      tokens = header("x-generated-tokens");
    }
    if (!isMissing(tokens)) {
      return Work.done(tokens.orElseThrow());
    }
    boolean isFull = details != null && "length".equals(details.finishReason());
    return isFull ? Work.asDeclared() : Work.unknown();
  }

  /** Zero beside a text only means that nobody counted. */
  private boolean isMissing(OptionalLong tokens) {
    return tokens.isEmpty() || (tokens.getAsLong() == 0 && !"".equals(generation.generatedText()));
  }

  /** Add what else is known. Not by {@link Work#input}, as TGI does not say what was cached. */
  private Work described(Work work) {
    OptionalLong input = number(details == null ? null : details.inputLength());
    Work described =
        with(work, "inputTokens", input.isPresent() ? input : header("x-prompt-tokens"));
    described = with(described, "queueMillis", header("x-queue-time"));
    return with(described, "inferenceMillis", header("x-inference-time"));
  }

  private static Work with(Work work, String name, OptionalLong value) {
    return value.isPresent() ? work.detail(name, value.getAsLong()) : work;
  }

  private OptionalLong header(String name) {
    String text = reply.header(name).orElse("").strip();
    return text.matches(WHOLE_NUMBER)
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static OptionalLong number(@Nullable Long count) {
    if (count == null) {
      return OptionalLong.empty();
    }
    if (count < 0) {
      throw new BenchmarkException("the reply counts " + count + " tokens, which cannot be");
    }
    return OptionalLong.of(count);
  }
}
