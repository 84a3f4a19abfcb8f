package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Work;
import org.vespabench.testkit.FixedReply;
import org.vespabench.testkit.PluginRun;

/** What a reply with embeddings must hold, and what it says about the work done. */
class EmbeddingsReplyTest {
  private static final PluginRun RUN = PluginRun.of(new OpenAiEmbeddings());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          # OpenAI, llama.cpp, Ollama, text-embeddings-inference
          40.0 units | {'data':[{'embedding':[0.1,-2e-3]}],'usage':{'prompt_tokens':40,'total_tokens':40}}
          # vLLM
          40.0 units | {'data':[{'embedding':[1]}],'usage':{'prompt_tokens':40,'total_tokens':40,'completion_tokens':0,'prompt_tokens_details':null}}
          # Voyage
          40.0 units | {'data':[{'embedding':[1]}],'usage':{'total_tokens':40}}
          # LocalAI: zeros beside an embedding only mean that nobody counted
          UNKNOWN    | {'data':[{'embedding':[1]}],'usage':{'prompt_tokens':0,'total_tokens':0}}
          UNKNOWN    | {'data':[{'embedding':[1]}],'usage':null}
          UNKNOWN    | {'data':[{'embedding':[1]}]}
          UNKNOWN    | {'data':[{'embedding':[1]}],'usage':{'prompt_tokens':'40'}}
          # llama.cpp, asked for base64
          40.0 units | {'data':[{'embedding':'AACAPwAAAAA=','encoding_format':'base64'}],'usage':{'prompt_tokens':40}}
          # an error field with nothing in it
          40.0 units | {'error':null,'data':[{'embedding':[1]}],'usage':{'prompt_tokens':40}}
          """)
  void theTokensOfUsageAreTheWorkDone(String work, String body) {
    assertThat(read(1, body)).hasToString(work);
  }

  @Test
  void aBatchHasOneEmbeddingForEachText() {
    String item = "{'embedding':[1,2]}";

    Work work = read(3, "{'data':[%1$s,%1$s,%1$s],'usage':{'prompt_tokens':40}}".formatted(item));

    assertThat(work).hasToString("40.0 units");
  }

  @Test
  void cachedTokensAreTold() {
    Work work =
        read(
            1,
            "{'data':[{'embedding':[1]}],'usage':{'prompt_tokens':40,"
                + "'prompt_tokens_details':{'cached_tokens':32}}}");

    assertThat(work.details()).isEqualTo(Map.of("inputTokens", 40.0, "cachedTokens", 32.0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          1 | {'error':{'message':'out of memory'}}          | answered 200 with an error: out of memory
          1 | {'object':'error','message':'no such model'}   | answered 200 with an error: no such model
          1 | <html><body>Login</body></html>                | not a JSON object: <html><body>Login
          1 | [[0.1,0.2]]                                    | not a JSON object: [[0.1,0.2]]
          1 | {'data':[{'embedding':[NaN]}]}                 | not a JSON object: {
          1 | ""                                             | the backend answered 200 without a body
          1 | {}                                             | has 0 embeddings for 1 texts: {}
          # Ollama, where the model returned nothing
          1 | {'object':'','data':null,'model':''}           | has 0 embeddings for 1 texts
          2 | {'data':[{'embedding':[1]}]}                   | has 1 embeddings for 2 texts
          1 | {'data':[{'embedding':[1]},{'embedding':[1]}]} | has 2 embeddings for 1 texts
          1 | {'data':[null]}                                | embedding 1 of 1 is neither numbers nor base64: null
          2 | {'data':[{'embedding':[1]},{'index':1}]}       | embedding 2 of 2 is neither numbers nor base64: {"index":1}
          1 | {'data':[{'embedding':[]}]}                    | embedding 1 of 1 is neither numbers
          1 | {'data':[{'embedding':''}]}                    | embedding 1 of 1 is neither numbers
          1 | {'data':[{'embedding':'AACA*'}]}               | embedding 1 of 1 is neither numbers
          2 | {'data':[{'embedding':[1]},{'embedding':[0.5,null]}]} | embedding 2 of 2 has null where a number should be
          1 | {'data':[{'embedding':[0.5,'NaN']}]}           | has "NaN" where a number
          1 | {'data':[{'embedding':[1e999]}]}               | has 1e999 where a number
          # llama.cpp without pooling, on its own path: a list for each token
          1 | {'data':[{'embedding':[[0.5],[0.25]]}]}        | has [0.5] where a number
          """)
  void aReplyWithoutTheEmbeddingsFails(int texts, String body, String message) {
    assertThatThrownBy(() -> read(texts, body))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aLongReplyIsQuotedByItsStart() {
    assertThatThrownBy(() -> read(1, "{'data':['" + "x".repeat(100_000) + "']}"))
        .hasMessageEndingWith("x…")
        .message()
        .hasSizeLessThan(280);
  }

  private static Work read(int texts, String body) {
    HttpReply reply = FixedReply.json(200, body.replace('\'', '"'));
    return RUN.with("batch", String.valueOf(texts)).request(0).newReader().end(reply);
  }
}
