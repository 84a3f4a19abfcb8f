package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOptionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/", "host:8000", "http:///path", "/path", "http:x"})
  void refusesWhatIsNoUrlOfABackend(String url) {
    assertThatThrownBy(() -> HttpOptions.to(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' is not an http or https URL with a host, such as http://127.0.0.1:8000", url);
  }

  @ParameterizedTest
  @CsvSource({
    "http://me:secret@127.0.0.1:8000, 127.0.0.1",
    "http://me:secret@my_host:8000/v1, my_host",
    "me:secret@host:8000, host"
  })
  void refusesAPasswordInTheUrlWithoutRepeatingIt(String url, String host) {
    assertThatThrownBy(() -> HttpOptions.to(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the URL of "
                + host
                + " holds a password: put it into BACKEND_API_KEY, or into --header");
  }
}
