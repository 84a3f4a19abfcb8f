package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;

/** Each check must fail for the plugin that breaks it, with a message of its own. */
@Timeout(120)
final class ListingContractTest {
  @AfterEach
  void letGo() throws IOException {
    for (ServerSocket socket : BadListings.Listening.OPEN) {
      socket.close();
    }
  }

  static Stream<Arguments> listed() {
    return Stream.of(
        arguments(
            new BadListings.NotPublic(),
            "it is not a public class with a public constructor without parameters, so that no"
                + " services file can name it. Make both public, and let values come from"
                + " settings()"),
        arguments(
            new BadListings.Demanding("mine"),
            "it is not a public class with a public constructor without parameters, so that no"
                + " services file can name it. Make both public, and let values come from"
                + " settings()"),
        arguments(
            new BadListings.Single(),
            "its constructor failed: java.lang.IllegalStateException: there can be only one. Do in"
                + " run what can fail"),
        arguments(
            new BadListings.Threaded(),
            "its constructor starts a thread. Start it in run, if at all, and end it there: plugins"
                + " are made to be listed"),
        arguments(
            new BadListings.Listening(),
            "its constructor leaves a file or a socket open. Open it in run, if at all, and close"
                + " it there: plugins are made to be listed"),
        arguments(
            new BadListings.Nameless(),
            "its coordinates() returned null. Return what its javadoc asks for, empty if need be"),
        arguments(
            new BadListings.Failing(),
            "its coordinates() failed: java.lang.IllegalStateException: not today"),
        arguments(
            new BadListings.Renamed(),
            "its coordinates are kit.renamed:n0, and then kit.renamed:n1. Return the same always:"
                + " commands, results and caches name it by them"),
        arguments(
            new BadListings.Talkative(),
            "its description() has several lines. Say it in one: 'one\ntwo'"),
        arguments(new BadListings.Repeating(), "its settings() list 'model' twice. List it once"),
        arguments(
            new BadListings.Taking(),
            "its setting 'slots' has the name of one of the runner's own flags. Rename it"),
        arguments(
            new BadListings.Refusing(),
            "its setting 'size' has the default '0', which it refuses itself: that is not a whole"
                + " number above 0. Change the default, or what where(…) takes"),
        arguments(
            new BadListings.Mistaking(),
            "its setting 'runs' is another than the runner's. To change that one's default, list"
                + " Setting.RUNS.or(…); else rename it"),
        arguments(
            new BadListings.Changing(),
            "its settings() are [size=0], and then [size=1]. Return the same always"),
        arguments(
            new BadListings.Hollow(),
            "its settings() have a null. List constants that are set by then"),
        arguments(
            new BadListings.Unitless(),
            "its unit() is blank. Name the unit of work, in the plural"),
        arguments(
            new BadListings.Unlisted(),
            "its unit() failed: java.lang.IllegalArgumentException: the setting 'size' is read, but"
                + " the plugin's settings() does not list it"),
        arguments(new BadListings.Relative(), "its healthPath() is 'health'. Begin it with '/'"));
  }

  @ParameterizedTest
  @MethodSource("listed")
  void theBrokenCheckIsNamed(Benchmark plugin, String message) {
    assertThat(Breach.of(plugin)).isEqualTo(message);
  }

  @Test
  void aSlowConstructorIsTimed() {
    assertThat(Breach.of(new BadListings.Slow()))
        .matches("its constructor takes \\d+ ms, and more than 20 ms each of 10 times\\. .*");
  }

  static Stream<Benchmark> slowAtFirst() {
    return Stream.of(new BadListings.Prepared(), new BadListings.Warming());
  }

  @ParameterizedTest
  @MethodSource("slowAtFirst")
  void theFirstOfAProgramIsTimedAsWell(Benchmark plugin) {
    assertThat(Breach.of(plugin))
        .matches(
            "the first that is made takes \\d{3,} ms, with what its class does when it is"
                + " initialised, and more than 500 ms each of 2 times\\. .*");
  }

  @Test
  void coordinatesOfAnotherInstanceMustBeTheSame() {
    assertThat(Breach.of(new BadListings.Numbered()))
        .matches("its coordinates are kit\\.numbered:n1, and then kit\\.numbered:n\\d+\\. .*");
  }

  @Test
  void settingsOfAnotherInstanceMustBeTheSame() {
    assertThat(Breach.of(new BadListings.Varying()))
        .matches("its settings\\(\\) are \\[size=1\\], and then \\[size=\\d+\\]\\. .*");
  }
}
