package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard itself: what it sees, and what it says. */
final class SignatureFileTest {
  private static final String DRAW = "org.vespabench.api.Benchmark: public abstract void draw()";

  @TempDir private Path folder;
  private SignatureFile file;

  @BeforeEach
  void write() throws IOException {
    file = new SignatureFile(folder.resolve("api").resolve("bench-api.txt"));
    file.write(List.of("a: public class", "a: public void go()"));
  }

  @Test
  void whatWasWrittenIsTheSame() throws Exception {
    assertThat(file.difference(List.of("a: public class", "a: public void go()"))).isEmpty();
  }

  @Test
  void aChangeBreaksPlugins() throws Exception {
    assertThat(lines("a: public class", "a: public int go()"))
        .containsExactly(
            "the public signatures are not those in bench-api.txt:",
            "- a: public void go()",
            "+ a: public int go()",
            "What is gone or changed (-) breaks plugins: keep it and deprecate it; or raise the"
                + " version and write an ADR (docs/versioning.md).",
            "To write the file anew: " + SignatureFile.COMMAND);
  }

  @Test
  void anAdditionBreaksNobody() throws Exception {
    assertThat(lines("a: public class", "a: public void go()", "a: public void run()"))
        .containsExactly(
            "the public signatures are not those in bench-api.txt:",
            "+ a: public void run()",
            "What is only added (+) breaks nobody: write the file anew, and commit it.",
            "To write the file anew: " + SignatureFile.COMMAND);
  }

  private List<String> lines(String... now) throws IOException {
    return file.difference(List.of(now)).orElseThrow().lines().toList();
  }

  @Test
  void aNewDutyOfPluginsBreaksThem() throws Exception {
    assertThat(file.difference(List.of("a: public class", "a: public void go()", DRAW)))
        .get()
        .asString()
        .contains(
            "A new abstract method (+) of an interface that plugins implement breaks them: give it"
                + " a default.")
        .doesNotContain("breaks nobody");
  }

  @Test
  void aMissingFileHasNoLines() throws Exception {
    assertThat(new SignatureFile(folder.resolve("none.txt")).difference(List.of("a: b")))
        .get()
        .asString()
        .contains("+ a: b");
  }

  @Test
  void everythingThatACallerSeesHasALine() {
    List<Class<?>> types =
        List.of(Shown.class, Shown.Pair.class, Shown.Colour.class, Shown.Hidden.class);

    String shown = Shown.class.getName();
    assertThat(Signatures.of(types, type -> false).lines().stream())
        .map(line -> line.replace(shown, "S"))
        .containsExactly(
            "S$Colour: constant public static final RED",
            "S$Colour: public static final enum",
            "S$Colour: public static S$Colour valueOf(String)",
            "S$Colour: public static S$Colour[] values()",
            "S$Pair: public final String toString()",
            "S$Pair: public final boolean equals(Object)",
            "S$Pair: public final int hashCode()",
            "S$Pair: public int one()",
            "S$Pair: public java.util.List<? super T> many()",
            "S$Pair: public new(int, java.util.List<? super T>)",
            "S$Pair: public static final record<T>(int one, java.util.List<? super T> many)",
            "S: deprecated public abstract void old() throws Exception",
            "S: protected static final int LIMIT",
            "S: public abstract class<T extends Number & Comparable<T>> extends"
                + " java.util.AbstractList<T> implements Cloneable",
            "S: public abstract void old() throws Exception",
            "S: public final <E extends Exception> T pick(java.util.Map<String, T[]>, T...) throws E,"
                + " java.io.IOException",
            "S: public new()");
  }

  @Test
  void typesAreNamedHoweverDeepTheyAre() {
    assertThat(Signatures.of(List.of(Shown.Deep.class), type -> false).named())
        .containsExactlyInAnyOrder(
            Function.class, Map.class, Path.class, Integer.class, Thread.class, Object.class);
  }
}
