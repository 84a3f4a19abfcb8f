package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestRequestTest {
  private static final TestRequest POST = TestRequest.post("/v1", "{}");

  private static Stream<Arguments> quoted() {
    return Stream.of(
        arguments("", "\"\""),
        arguments("plain", "\"plain\""),
        arguments("say \"hi\"", "\"say \\\"hi\\\"\""),
        arguments("C:\\dir", "\"C:\\\\dir\""),
        arguments("a\nb", "\"a\\u000ab\""),
        arguments("tab\t", "\"tab\\u0009\""),
        arguments("\u0000\u001f", "\"\\u0000\\u001f\""),
        arguments("a/b 'c'", "\"a/b 'c'\""),
        arguments("é日😀", "\"é日😀\""));
  }

  @ParameterizedTest
  @MethodSource("quoted")
  void quoteWritesAJsonString(String text, String json) {
    assertThat(TestRequest.quote(text)).isEqualTo(json);
  }

  @Test
  void aPostHasABodyAndDeclaresOneUnit() {
    assertThat(POST.method()).isEqualTo("POST");
    assertThat(POST.path()).isEqualTo("/v1");
    assertThat(POST.body()).isEqualTo("{}");
    assertThat(POST.declared()).isEqualTo(1);
    assertThat(POST.headers()).isEmpty();
    assertThat(POST.followUp()).isEmpty();
    assertThat(POST).hasToString("POST /v1");
  }

  @Test
  void aGetHasNoBody() {
    TestRequest get = TestRequest.get("/health?x=1");

    assertThat(get.method()).isEqualTo("GET");
    assertThat(get.path()).isEqualTo("/health?x=1");
    assertThat(get.body()).isEmpty();
    assertThat(get.declared()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "http://example.com/v1", " /v1"})
  void aPathStartsWithASlash(String path) {
    String message = "path must start with '/', was '" + path + "'";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestRequest.post(path, "{}"))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestRequest.get(path))
        .withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> POST.withPath(path)).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void onlyAFiniteAmountAboveZeroCanBeDeclared(double units) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> POST.declaring(units))
        .withMessage("declared work must be above zero, was " + units);
  }

  @Test
  void declaringAHeaderPathOrBodyChangesACopyOnly() {
    TestRequest changed =
        POST.declaring(300).header("A", "1").header("B", "2").withPath("/v2").withBody("[]");

    assertThat(changed.declared()).isEqualTo(300);
    assertThat(changed.path()).isEqualTo("/v2");
    assertThat(changed.body()).isEqualTo("[]");
    assertThat(changed.headers()).containsExactly(entry("A", "1"), entry("B", "2"));
    assertThat(changed.headers()).isUnmodifiable();
    assertThat(POST.declared()).isEqualTo(1);
    assertThat(POST.path()).isEqualTo("/v1");
    assertThat(POST.body()).isEqualTo("{}");
    assertThat(POST.headers()).isEmpty();
  }

  @Test
  void aHeaderOfTheSameNameIsReplaced() {
    assertThat(POST.header("A", "1").header("A", "2").headers()).containsExactly(entry("A", "2"));
  }

  @ParameterizedTest
  @CsvSource({"'', x", "'A\r', x", "'A\nB', x", "A, 'x\ny'", "A, 'x\ry'", "A, 'x\r\nB: y'"})
  void aHeaderCannotSmuggleAnotherIn(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> POST.header(name, value))
        .withMessage("the header '" + name + "' must have a name and no line breaks");
  }

  @Test
  void withoutAReaderNobodyKnowsTheWork() throws Exception {
    assertThat(POST.newReader().end(null).isEstimated()).isTrue();
  }

  @Test
  void readingTellsTheWork() throws Exception {
    TestRequest read = POST.reading(reply -> Work.done(7));

    assertThat(read.newReader().end(null).counted()).hasValue(7);
    assertThat(POST.newReader().end(null).isEstimated()).isTrue();
  }

  @Test
  void eachReplyHasAReaderOfItsOwn() {
    TestRequest streaming =
        POST.streaming(
            () ->
                new StreamReader() {
                  @Override
                  public Work end(HttpReply reply) {
                    return Work.asDeclared();
                  }
                });

    assertThat(streaming.newReader()).isNotSameAs(streaming.newReader());
  }

  @Test
  void aFollowUpIsKeptThroughLaterChanges() {
    CompletableFuture<Work> work = CompletableFuture.completedFuture(Work.done(3));
    TestRequest followed = POST.followedBy((reply, http) -> work).declaring(2).withPath("/v2");

    assertThat(followed.followUp().orElseThrow().apply(null, null)).isSameAs(work);
  }

  @Test
  void aBodyAndAReaderAreNeeded() {
    assertThatNullPointerException()
        .isThrownBy(() -> TestRequest.post("/", null))
        .withMessage("json");
    assertThatNullPointerException().isThrownBy(() -> POST.withBody(null)).withMessage("body");
    assertThatNullPointerException().isThrownBy(() -> POST.reading(null)).withMessage("work");
    assertThatNullPointerException().isThrownBy(() -> POST.streaming(null)).withMessage("reader");
  }
}
