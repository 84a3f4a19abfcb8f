package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
  private static final URI BACKEND = URI.create("http://backend.example:8000/base?key=1");

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8000", "http://127.1.2.3", "http://localhost:1"})
  void standIsNeverProxied(String backend) {
    Proxy proxy = Proxy.of(Map.of("http_proxy", "http://proxy:3128"), URI.create(backend));

    assertThat(proxy).isSameAs(Proxy.NONE);
  }

  @Test
  void theIpv6StandIsNeverProxied() {
    URI backend = URI.create("http://[::1]:8000");

    assertThat(Proxy.of(Map.of("http_proxy", "http://proxy:3128"), backend)).isSameAs(Proxy.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "backend.example,           false",
    "'other, backend.example',  false",
    "other backend.example,     false",
    "BACKEND.example,           false",
    "example,                   false",
    ".example,                  false",
    "*.example,                 false",
    "*,                         false",
    "end.example,               true",
    "other.example,             true",
    "sub.backend.example,       true",
    "'',                        true",
    "',,',                      true"
  })
  void noProxyListsHostsAndDomains(String list, boolean proxied) {
    Map<String, String> environment = Map.of("http_proxy", "http://proxy:3128", "no_proxy", list);

    assertThat(Proxy.of(environment, BACKEND) != Proxy.NONE).isEqualTo(proxied);
  }

  @ParameterizedTest
  @CsvSource({
    "http_proxy,  http://proxy:3128,            http://proxy:3128",
    "HTTP_PROXY,  http://proxy:3128,            http://proxy:3128",
    "http_proxy,  proxy:3128,                   http://proxy:3128",
    "http_proxy,  http://me:secret@proxy:3128,  http://…@proxy:3128",
    "http_proxy,  me:secret@proxy:3128,         http://…@proxy:3128",
    "https_proxy, http://proxy:3128,            ''",
    "http_proxy,  '',                           ''"
  })
  void theVariablesAreReadInEitherCaseAndPasswordsAreNotShown(
      String variable, String value, String shown) {
    assertThat(Proxy.of(Map.of(variable, value), BACKEND).description()).isEqualTo(shown);
  }

  @Test
  void theLowerCaseNameWins() {
    Map<String, String> both = Map.of("http_proxy", "http://a:1", "HTTP_PROXY", "http://b:2");

    assertThat(Proxy.of(both, BACKEND).description()).isEqualTo("http://a:1");
  }

  @Test
  void httpsThroughAProxyIsRefusedWithAWayOut() {
    URI backend = URI.create("https://backend.example");

    assertThatThrownBy(() -> Proxy.of(Map.of("https_proxy", "http://me:secret@p:1"), backend))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "https_proxy=http://…@p:1 asks for a proxy to backend.example, and https through a"
                + " proxy is not supported. Add the host to no_proxy (both from the environment).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http://a b", "socks5://proxy:1080", "http://:3128"})
  void aProxyThatCannotBeUsedIsRefusedWithItsSource(String value) {
    assertThatThrownBy(() -> Proxy.of(Map.of("http_proxy", value), BACKEND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http_proxy=" + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:sec@ret@proxy:1", "me:sec/ret@a b", "socks5://me:secret@p:1"})
  void aPasswordIsNotShownEvenWhereTheProxyCannotBeUsed(String value) {
    assertThatThrownBy(() -> Proxy.of(Map.of("http_proxy", value), BACKEND))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("…@")
        .doesNotContain("sec", "ret@");
  }
}
