package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValidityTest {
  @Test
  void withoutAReasonItIsValid() {
    assertThat(Validity.VALID.verdict()).hasToString("valid");
    assertThat(Validity.VALID.reasons()).isEmpty();
  }

  @Test
  void theWorstReasonIsTheVerdictWhateverTheOrder() {
    assertThat(Validity.VALID.suspect("a").verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(Validity.VALID.suspect("a").invalid("b").verdict()).isEqualTo(Verdict.INVALID);
    assertThat(Validity.VALID.invalid("b").suspect("a").verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void reasonsAreKeptInOrderInACopy() {
    Validity first = Validity.VALID.suspect("a");

    assertThat(first.invalid("b").reasons()).containsExactly("a", "b");
    assertThat(first.reasons()).containsExactly("a");
    assertThat(Validity.VALID.reasons()).isEmpty();
  }

  @Test
  void reasonsCannotBeChangedFromOutside() {
    List<String> reasons = new ArrayList<>(List.of("a"));
    Validity validity = new Validity(Verdict.SUSPECT, reasons);

    reasons.add("b");

    assertThat(validity.reasons()).containsExactly("a").isUnmodifiable();
  }
}
