package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.request.PromptFile;
import org.vespabench.runner.request.RequestFactory;

/** What is sent of a file of prompts. */
class PromptFileRequestTest {
  /** Text, and an image as data, with all that a JSON writer may want to write in another way. */
  private static final String MESSAGES =
      """
      [{"role":"system","content":"Be brief, <b>&</b> 'kind'."},\
      {"role":"user","content":[{"type":"text","text":"What is this? Ünïcode \\"𝄞\\"\\n"},\
      {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo/+A==","detail":"low"}}],\
      "name":null,"cache":{"ttl":1.0,"depth":1e2}}]""";

  @TempDir private Path folder;

  @Test
  void chatSendsMessagesWithImagesUnchanged() throws IOException {
    TestRequest request =
        first(new OpenAiChat(), "{\"messages\": " + MESSAGES + ", \"max_tokens\": 40}");

    assertThat(request.body()).contains("\"messages\":" + MESSAGES + ",");
    assertThat(request.declared()).isEqualTo(40);
    assertThat(body(request).get("max_tokens").getAsInt()).isEqualTo(40);
    assertThat(body(request).get("min_tokens").getAsInt()).isEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("org.vespabench.openai.RequestTest#plugins")
  void aPromptAndItsLengthAreSentAlone(TestRequestProvider plugin) throws IOException {
    TestRequest request = first(plugin, "{\"prompt\": \"Say \\\"hi\\\"\", \"max_tokens\": 40}");

    assertThat(request.body()).contains("Say \\\"hi\\\"").doesNotContain("harbour", "system");
    assertThat(request.declared()).isEqualTo(40);
  }

  @Test
  void completionsRefuseMessages() {
    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> first(new OpenAiCompletions(), "{\"messages\": " + MESSAGES + "}"))
        .withMessageContaining(new OpenAiChat().coordinates().module());
  }

  private TestRequest first(TestRequestProvider plugin, String line) throws IOException {
    PromptFile prompts = PromptFile.read(Files.writeString(folder.resolve("p.jsonl"), line));
    SettingValues settings = new SettingResolver(Map.of()).resolve(plugin.settings(), Map.of());
    return new RequestFactory(settings, 42, prompts).build(plugin::next, false, 0);
  }

  private static JsonObject body(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }
}
