package org.vespabench.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown file of the repository.
 *
 * @param file its absolute path
 * @param text all of it
 */
record Page(Path file, String text) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCED =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  /** A fenced block: its language, what is in it, and where it begins. */
  record Block(String language, String content, int start) {}

  static Path root() {
    return ROOT;
  }

  static Page of(String path) {
    return of(ROOT.resolve(path));
  }

  static Page of(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages: those at the root, and those in docs/. */
  static List<Page> all() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .map(Page::of)
          .toList();
    }
  }

  /** Name it as a person would. */
  String name() {
    return ROOT.relativize(file).toString();
  }

  List<Block> blocks() {
    return FENCED
        .matcher(text)
        .results()
        .map(match -> new Block(match.group(1), match.group(2), match.start()))
        .toList();
  }

  /** Write its headings as the anchors that links name: lower case, spaces as hyphens. */
  List<String> anchors() {
    return HEADING
        .matcher(prose())
        .results()
        .map(match -> match.group(1).toLowerCase(Locale.ROOT).strip())
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  List<String> links() {
    return LINK.matcher(prose()).results().map(match -> match.group(1)).toList();
  }

  /** Cut out the section under a heading of the second level. */
  String section(String heading) {
    Matcher start =
        Pattern.compile("^## " + Pattern.quote(heading) + "$", Pattern.MULTILINE).matcher(text);
    if (!start.find()) {
      return "";
    }
    int end = text.indexOf("\n## ", start.end());
    return text.substring(start.start(), end < 0 ? text.length() : end);
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }

  /** List what a pattern finds in a text. */
  static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }
}
