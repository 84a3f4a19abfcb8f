package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;

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
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':300}}             | 300
          /generate_stream | {'inputs':'a','parameters':{'max_new_tokens':300}}             | 300
          /generate?a=b    | {'inputs':'a','parameters':{'max_new_tokens':1}}               | 1
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':300,'best_of':4}} | 300
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':4294967295}}      | 4294967295
          /generate        | {'inputs':'a','parameters':{'temperature':0.5}}                | 100
          /generate        | {'inputs':'a','parameters':{}}                                 | 100
          /generate_stream | {'inputs':'a'}                                                 | 100
          """)
  void aRequestCostsTheTokensThatItAllows(String path, String body, double price) {
    assertThat(new TgiGenerate().declared(path, Json.of(body))).hasValue(price);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':null}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':0}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':-5}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':1.5}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':1e308}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':'300'}}
          /generate        | {'inputs':'a','parameters':{'max_new_tokens':[300]}}
          /generate        | {'inputs':'a','parameters':300}
          /generate        | {'inputs':
          /generate        | [1]
          /generate        | null
          /generate        | ""
          /v1/completions  | {'inputs':'a','parameters':{'max_new_tokens':300}}
          """)
  void whatCannotBeToldHasNoPrice(String path, String body) {
    assertThat(new TgiGenerate().declared(path, Json.of(body))).isEmpty();
  }
}
