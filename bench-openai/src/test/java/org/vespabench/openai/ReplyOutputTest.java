package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Output;

/** Which events count as output: the time to the first token hangs on it. */
class ReplyOutputTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ANSWER    | {'choices':[{'text':' word'}]}
          ANSWER    | {'choices':[{'text':' '}]}
          NONE      | {'choices':[{'text':''}]}
          NONE      | {'choices':[{'text':null,'finish_reason':'stop'}]}
          NONE      | {'choices':[],'usage':{'completion_tokens':7}}
          NONE      | {'choices':[{'delta':{'role':'assistant','content':null}}]}
          NONE      | {'choices':[{'delta':{'role':'assistant','content':''}}]}
          NONE      | {'choices':[{'delta':{},'finish_reason':'stop'}]}
          NONE      | {'choices':[{'delta':null}]}
          ANSWER    | {'choices':[{'delta':{'content':'word'}}]}
          ANSWER    | {'choices':[{'delta':{'content':[{'type':'text','text':'word'}]}}]}
          NONE      | {'choices':[{'delta':{'content':[]}}]}
          REASONING | {'choices':[{'delta':{'content':null,'reasoning':'well'}}]}
          REASONING | {'choices':[{'delta':{'content':'','reasoning_content':'well'}}]}
          NONE      | {'choices':[{'delta':{'content':'','reasoning_content':''}}]}
          ANSWER    | {'choices':[{'delta':{'content':'word','reasoning':'well'}}]}
          ANSWER    | {'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'name':'f'}}]}}]}
          NONE      | {'choices':[{'delta':{'tool_calls':[]}}]}
          ANSWER    | {'choices':[{'delta':{'function_call':{'name':'f'}}}]}
          ANSWER    | {'choices':[{'delta':{'refusal':'I cannot'}}]}
          ANSWER    | {'choices':[{'delta':{'audio':{'data':'UklGRg=='}}}]}
          ANSWER    | {'choices':[{'message':{'role':'assistant','content':'word'}}]}
          ANSWER    | {'choices':[{'delta':{'reasoning':'well'}},{'delta':{'content':'word'}}]}
          NONE      | {'choices':[{'delta':[1],'text':{}}]}
          NONE      | {'choices':'none','usage':'none'}
          NONE      | [DONE]
          """)
  void onlyWhatAUserSeesIsOutput(Output expected, String event) {
    assertThat(Replies.outputs(List.of(event.replace('\'', '"')))).containsExactly(expected);
  }
}
