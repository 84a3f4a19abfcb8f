package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.ScriptedBackend;

/** The command line where plugins of every kind are on the class path, two with one name too. */
@Timeout(60)
final class SeveralPluginsTest {
  private static final String URL = "http://127.0.0.1:1";

  @TempDir private Path folder;

  private Shell.Outcome run(String... arguments) {
    return Shell.in(folder).seeing("/several-plugins/").run(arguments);
  }

  static List<Arguments> mistakes() {
    return List.of(
        Arguments.of(
            "run",
            "no benchmark is named: give its COORDINATES, or set BENCHMARK. There are:"
                + " test.loud:benchmark, test.own:benchmark, test.paint:wall, test.twin:benchmark,"
                + " test.words:benchmark"),
        Arguments.of(
            "run test.words --shade dark",
            "unknown flag '--shade': it is one of test.paint:wall. See bench run --help"),
        Arguments.of(
            "check test.own --url " + URL,
            "test.own:benchmark is not made of requests, so there is none to check"),
        Arguments.of(
            "run test.own --print-curl --url " + URL,
            "test.own:benchmark is not made of requests, so there is none to print"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsSaidAndNoNumberIsPrinted(String line, String error) {
    Shell.Outcome outcome = run(line.split(" "));

    assertThat(outcome.err()).isEqualTo("bench: " + error + "\n");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void aNameThatTwoPluginsHaveIsRefusedWithBothPlaces() {
    Shell.Outcome outcome = run("run", "test.twin", "--url", URL);

    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("bench: test.twin:benchmark is there twice, as " + Twin.class.getName())
        .contains(" and as " + OtherTwin.class.getName() + " in ")
        .endsWith(": remove all but one of them");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void aNameThatTwoPluginsHaveStopsNoOther() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      Shell.Outcome outcome = run("run", "test.own", "--url", backend.url().toString());

      assertThat(outcome.out())
          .as("its own number, measured by its own means")
          .isEqualTo("42.0000\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "simulate"})
  void aPluginThatCannotBeSimulatedIsNamedWithItsPlace(String command) {
    Shell.Outcome outcome = run(command, "test.own");

    assertThat(outcome.err())
        .startsWith("bench: test.own:benchmark in ")
        .endsWith(" has no simulator: bench list shows which plugins have one\n");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "demo", "simulate"})
  void helpShowsThePluginsFlagsOnceThePluginIsKnown(String command) {
    Shell.Outcome without = run(command, "--help");
    Shell.Outcome with = run(command, "test.paint:wall", "--help");

    assertThat(without.out())
        .contains("Name a benchmark to see its own flags as well.")
        .doesNotContain("--shade");
    assertThat(with.out())
        .contains("--shade=TEXT", "of the paint (light) [PAINT_SHADE]")
        .contains("The flags of test.paint:wall are among these.");
    assertThat(List.of(without.status(), with.status())).containsOnly(0);
  }

  @Test
  void theListShowsTheirRolesAndWhatIsThereTwice() {
    Shell.Outcome outcome = run("list");

    assertThat(outcome.out())
        .contains(
            "test.words:benchmark\n  what      Makes words.\n  roles     benchmark, requests, simulator\n")
        .contains("test.paint:wall\n  roles     benchmark, requests\n  unit      requests\n")
        .contains("test.own:benchmark\n  roles     benchmark\n  unit      requests\n")
        .contains("Found more than once:\n  test.twin:benchmark is there twice, as ");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void theListInJsonTellsHowEachSettingIsSet() {
    JsonObject json = JsonParser.parseString(run("list", "--json").out()).getAsJsonObject();

    JsonObject paint = named(json.getAsJsonArray("plugins"), "coordinates", "test.paint:wall");
    JsonObject shade = named(paint.getAsJsonArray("settings"), "name", "shade");
    assertThat(shade.get("default").getAsString()).isEqualTo("light");
    assertThat(shade.get("expected").getAsString()).isEqualTo("one of light, dark");
    assertThat(shade.getAsJsonArray("variables"))
        .extracting(JsonElement::getAsString)
        .containsExactly("BENCH_SHADE", "PAINT_SHADE", "VESPA_PAINT_SHADE", "PYWORKER_PAINT_SHADE");
    assertThat(json.getAsJsonArray("duplicates")).hasSize(1);
    assertThat(json.getAsJsonArray("broken")).isEmpty();
  }

  private static JsonObject named(JsonArray array, String key, String value) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(one -> one.get(key).getAsString().equals(value))
        .findFirst()
        .orElseThrow();
  }
}
