package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportAddressesTest {
  @Test
  void aListIsReadInItsOrder() {
    String list = "https://b.test/api/, http://a.test:8080,,https://b.test/api";

    assertThat(ReportAddresses.parse(list).urls())
        .containsExactly(URI.create("https://b.test/api"), URI.create("http://a.test:8080"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                             | names no address
          ' , '                          | names no address
          run.vast.ai                    | 'run.vast.ai' is not an http or https URL with a host
          https://a.test,ftp://b.test    | 'ftp://b.test' is not an http or https URL with a host
          https://                       | is not an http or https URL with a host
          https://a b.test               | 'https://a b.test' is not an http or https URL with a host
          https://me:hidden@a.test       | (not shown)
          https://a.test?key=hidden      | (not shown)
          """)
  void anAddressThatIsNoneIsNamed(String text, String message) {
    assertThatThrownBy(() -> ReportAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("REPORT_ADDR")
        .hasMessageContaining(message)
        .hasMessageContaining("for example https://run.vast.ai")
        .hasMessageNotContaining("hidden");
  }
}
