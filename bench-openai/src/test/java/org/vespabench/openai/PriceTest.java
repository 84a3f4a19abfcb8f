package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody else's request costs. */
class PriceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /v1/completions      | {'prompt':'a','max_tokens':300}                          | 300
          /v1/completions?a=1  | {'prompt':'a','max_tokens':300}                          | 300
          /v1/completions      | {'prompt':'a','max_tokens':300,'n':4}                    | 1200
          /v1/completions      | {'prompt':['a','b'],'max_tokens':300}                    | 600
          /v1/completions      | {'prompt':[[1,2],[3],[4]],'max_tokens':10}               | 30
          /v1/completions      | {'prompt':[1,2,3],'max_tokens':10}                        | 10
          /v1/completions      | {'prompt':'a'}                                           | 16
          /v1/completions      | {'prompt':'a','max_tokens':null,'n':null}                | 16
          /v1/chat/completions | {'messages':[],'max_tokens':300}                         | 300
          /v1/chat/completions | {'max_tokens':300,'max_completion_tokens':200}           | 200
          """)
  void theTokensAskedForAreThePrice(String path, String body, double price) {
    assertThat(new OpenAiCompletions().declared(path, body.replace('\'', '"'))).hasValue(price);
    assertThat(new OpenAiChat().declared(path, body.replace('\'', '"'))).hasValue(price);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /v1/chat/completions | {'messages':[]}
          /v1/completions      | {'prompt':'a','max_tokens':0}
          /v1/completions      | {'prompt':'a','max_tokens':-1}
          /v1/completions      | {'prompt':'a','max_tokens':5,'n':0}
          /v1/completions      | {'prompt':'a','max_tokens':1e308,'n':100}
          /v1/completions      | not JSON
          /v1/completions      | [1]
          /v1/embeddings       | {'input':'a','max_tokens':300}
          """)
  void whatCannotBeToldHasNoPrice(String path, String body) {
    assertThat(new OpenAiCompletions().declared(path, body.replace('\'', '"'))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /v1/embeddings     | {'input':[5,6,7]}       | 3
          /v1/embeddings?a=1 | {'input':[[5,6],[7]]}   | 3
          """)
  void tokenIdsToEmbedAreThePrice(String path, String body, double price) {
    assertThat(new OpenAiEmbeddings().declared(path, body.replace('\'', '"'))).hasValue(price);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /v1/embeddings  | {'input':'a text has as many as its tokenizer says'}
          /v1/embeddings  | {'input':['a','b']}
          /v1/embeddings  | {'input':[]}
          /v1/embeddings  | {'input':[[5],'a']}
          /v1/embeddings  | {}
          /v1/embeddings  | not JSON
          /v1/completions | {'input':[5,6,7],'prompt':'a','max_tokens':300}
          """)
  void whatOnlyATokenizerKnowsHasNoPrice(String path, String body) {
    assertThat(new OpenAiEmbeddings().declared(path, body.replace('\'', '"'))).isEmpty();
  }

  @Test
  void anEmptyBodyHasNoPrice() {
    assertThat(new OpenAiCompletions().declared("/v1/completions", "")).isEmpty();
  }
}
