package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelMixTest {
  private static final String FORM =
      "; write names and weights above 0, as in llama3.2:1b=3,qwen2=1.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a                         | a
          a=3,b=1                   | a b
          b,a=2,c                   | b a c
          llama3.2:1b=.5,q/w-2_x    | llama3.2:1b q/w-2_x
          a = 3 , b = 0.25          | a b
          x=y=2                     | x=y
          """)
  void namesAreListedInOrder(String text, String names) {
    assertThat(ModelMix.parse(text).names()).containsExactly(names.split(" ")).isUnmodifiable();
  }

  @Test
  void eachIsDrawnAsOftenAsItsWeightSays() {
    ModelMix mix = ModelMix.parse("a=3,b,c=0.5,d=.5");
    RandomGenerator random = new SplittableRandom(7);
    long[] counts = new long[4];
    for (int i = 0; i < 100_000; i++) {
      counts[mix.names().indexOf(mix.of(random))]++;
    }

    double p = ChiSquareTest.withDefaults().test(new double[] {3, 1, 0.5, 0.5}, counts).getPValue();

    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void oneAloneIsAlwaysDrawn() {
    ModelMix mix = ModelMix.parse("only=0.001");
    RandomGenerator random = new SplittableRandom(7);

    for (int i = 0; i < 1000; i++) {
      assertThat(mix.of(random)).isEqualTo("only");
    }
  }

  @Test
  void theLargestNumberDrawsTheLast() {
    RandomGenerator largest = () -> -1L;

    assertThat(ModelMix.parse("a=999999999999999,b=0.1,c=0.1").of(largest)).isEqualTo("c");
  }

  @Test
  void itIsWrittenAsItWasRead() {
    assertThat(ModelMix.parse("a=3,b")).hasToString("a=3,b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''         | a model's name is empty
          ','        | a model's name is empty
          a,         | a model's name is empty
          a,,b       | a model's name is empty
          =3         | a model's name is empty
          a=3,a=1    | 'a' is there twice
          a, a       | 'a' is there twice
          a=0        | '0' is no weight for 'a'
          a=0.00     | '0.00' is no weight for 'a'
          a=         | '' is no weight for 'a'
          a=-1       | '-1' is no weight for 'a'
          a=x        | 'x' is no weight for 'a'
          a=1e3      | '1e3' is no weight for 'a'
          a=NaN      | 'NaN' is no weight for 'a'
          a=Infinity | 'Infinity' is no weight for 'a'
          a=1f       | '1f' is no weight for 'a'
          a=.        | '.' is no weight for 'a'
          a=50%      | '50%' is no weight for 'a'
          x=y        | 'y' is no weight for 'x'
          """)
  void anythingElseIsRefused(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelMix.parse(text))
        .withMessage("--models " + text + ": " + why + FORM);
  }
}
