package org.vespabench.runner.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows the paths that nobody may ask for. Immutable. */
public final class BlockedPaths {
  /** Blocks none. */
  public static final BlockedPaths NONE = new BlockedPaths(List.of());

  /** A backend may decode once more what its own front has decoded. */
  private static final int DECODINGS = 3;

  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  private static final Pattern FRAGMENT = Pattern.compile("#.*", Pattern.DOTALL);
  private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");
  private static final Pattern SLASHES = Pattern.compile("/+");

  private final List<Glob> patterns;

  private BlockedPaths(List<Glob> patterns) {
    this.patterns = patterns;
  }

  /**
   * Read patterns that are separated by commas: {@code *} stands for any characters, slashes among
   * them, {@code ?} for one, {@code [abc]} for one of some.
   */
  public static BlockedPaths parse(String text) {
    return new BlockedPaths(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .map(Glob::parse)
            .toList());
  }

  /**
   * Tell whether a path is blocked, in any way in which a backend may read it: as it is, decoded,
   * without detours such as {@code /x/../}, and without what many ignore: a slash at its end,
   * parameters such as {@code ;v=1}, a slash that follows another, and all from {@code #} on.
   *
   * @param path without its query
   */
  boolean isBlocked(String path) {
    if (patterns.isEmpty()) {
      return false;
    }
    String read = path;
    boolean blocked = isBlockedAsRead(read);
    for (int i = 0; i < DECODINGS && !blocked && read.contains("%"); i++) {
      read = decoded(read);
      blocked = isBlockedAsRead(read);
    }
    return blocked;
  }

  private boolean isBlockedAsRead(String path) {
    Set<String> readings = readings(path);
    return patterns.stream().anyMatch(pattern -> readings.stream().anyMatch(pattern::matches));
  }

  /** A percent sign without a number means itself, and must not keep others from being read. */
  private static String decoded(String path) {
    return ESCAPE.matcher(path).replaceAll(found -> character(found.group(1)));
  }

  private static String character(String hex) {
    return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex, 16)));
  }

  /** Most paths have one reading alone. What one backend ignores, another takes for a name. */
  private static Set<String> readings(String path) {
    Set<String> all = new LinkedHashSet<>();
    for (String whole : List.of(path, without(FRAGMENT, path))) {
      all.add(whole);
      String slashed = whole.replace('\\', '/');
      for (String one : List.of(slashed, without(PARAMETERS, slashed))) {
        addDirect(all, one);
        addDirect(all, merged(one));
      }
    }
    return all;
  }

  private static void addDirect(Set<String> all, String path) {
    String direct = direct(path);
    for (String one : List.of(direct, merged(direct))) {
      all.add(one);
      all.add(one.endsWith("/") ? one.substring(0, one.length() - 1) : one);
    }
  }

  private static String without(Pattern ignored, String path) {
    return ignored.matcher(path).replaceAll("");
  }

  private static String merged(String path) {
    return SLASHES.matcher(path).replaceAll("/");
  }

  /** RFC 3986, 5.2.4. */
  private static String direct(String path) {
    List<String> parts = new ArrayList<>();
    String last = "";
    for (String part : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
      last = part;
      if (part.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!part.equals("..") && !part.equals(".")) {
        parts.add(part);
      }
    }
    boolean folder = !parts.isEmpty() && (last.equals("..") || last.equals("."));
    return "/" + String.join("/", parts) + (folder ? "/" : "");
  }
}
