package org.vespabench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link and every printed reference leads somewhere. */
class LinksTest {
  private static final String TROUBLESHOOTING = "docs/troubleshooting.md";

  /** How the sources write an id: within the text, or as the argument of {@code see}. */
  private static final Pattern ID =
      Pattern.compile("(?:(?<=troubleshooting\\.md#)[a-z0-9-]+)|(?:(?<=see\\(\")[a-z0-9-]+)");

  @Test
  void linksBetweenPagesLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          dead.add(page.name() + ": " + link);
        }
      }
    }

    assertThat(dead).as("links to what is not there").isEmpty();
  }

  private static boolean leadsSomewhere(Page page, String link) {
    String path = link.replaceFirst("#.*", "");
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    int hash = link.indexOf('#');
    return hash < 0 || Page.of(target).anchors().contains(link.substring(hash + 1));
  }

  @Test
  void messagesPointToHeadingsThatAreThere() throws IOException {
    Set<String> printed = new TreeSet<>();
    for (Path source : sources()) {
      printed.addAll(Page.found(ID, Files.readString(source)));
    }

    assertThat(printed).as("ids in the sources: is the pattern still right?").hasSizeGreaterThan(9);
    assertThat(Page.of(TROUBLESHOOTING).anchors())
        .as("write a heading '### id' in %s for each id that a message prints", TROUBLESHOOTING)
        .containsAll(printed);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Page.root())) {
      List<Path> sources = new ArrayList<>();
      for (Path module : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
      return sources;
    }
  }

  @Test
  void everyPageIsAtMostTwoHopsFromTheReadme() throws IOException {
    Set<Path> near = new TreeSet<>(Set.of(Page.root().resolve("README.md")));
    for (int hop = 0; hop < 2; hop++) {
      for (Path file : List.copyOf(near)) {
        if (file.toString().endsWith(".md")) {
          Page.of(file).links().forEach(link -> near.add(target(file, link)));
        }
      }
    }

    assertThat(near)
        .as("link it from the README, or from a page that is linked there")
        .containsAll(Page.all().stream().map(Page::file).toList());
  }

  /** Where a link leads: to a folder's index, if it names a folder. */
  private static Path target(Path from, String link) {
    Path target = from.resolveSibling(link.replaceFirst("#.*", "")).normalize();
    return Files.isDirectory(target) ? target.resolve("README.md") : target;
  }
}
