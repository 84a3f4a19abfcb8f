package org.vespabench.runner.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows the paths that nobody may ask for. Immutable. */
public final class BlockedPaths {
  /** Blocks none. */
  public static final BlockedPaths NONE = new BlockedPaths(List.of());

  /** A backend may decode once more what its own front has decoded. */
  private static final int DECODINGS = 3;

  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  private final List<Pattern> patterns;

  private BlockedPaths(List<Pattern> patterns) {
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
            .map(BlockedPaths::pattern)
            .toList());
  }

  /** The shell's patterns, as Python's fnmatch reads them. */
  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char one = glob.charAt(i);
      int end = one == '[' ? glob.indexOf(']', i + 2) : -1;
      if (end > 0) {
        regex.append(oneOf(glob.substring(i + 1, end)));
        i = end;
      } else {
        regex.append(
            switch (one) {
              case '*' -> ".*";
              case '?' -> ".";
              default -> Pattern.quote(String.valueOf(one));
            });
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String oneOf(String characters) {
    boolean not = characters.startsWith("!");
    String escaped =
        (not ? characters.substring(1) : characters).replaceAll("([\\\\^\\[&])", "\\\\$1");
    return "[" + (not ? "^" : "") + escaped + "]";
  }

  /**
   * Tell whether a path is blocked, in any way in which a backend may read it: as it is, decoded,
   * without detours such as {@code /x/../}, and without what many ignore: a slash at its end, and
   * all from {@code #} on.
   *
   * @param path without its query
   */
  boolean isBlocked(String path) {
    if (patterns.isEmpty()) {
      return false;
    }
    String read = path;
    for (int i = 0; i <= DECODINGS; i++) {
      if (isBlockedAsRead(read) || isBlockedAsRead(read.replaceFirst("(?s)#.*", ""))) {
        return true;
      }
      read = decoded(read);
    }
    return false;
  }

  private boolean isBlockedAsRead(String path) {
    String direct = direct(path);
    return matches(path) || matches(direct) || matches(direct.replaceFirst("/$", ""));
  }

  private boolean matches(String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /** A percent sign without a number means itself, and must not keep others from being read. */
  private static String decoded(String path) {
    return ESCAPE.matcher(path).replaceAll(found -> character(found.group(1)));
  }

  private static String character(String hex) {
    return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex, 16)));
  }

  private static String direct(String path) {
    List<String> parts = new ArrayList<>();
    String[] all = path.replace('\\', '/').split("/", -1);
    for (String part : all) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part.replaceFirst(";.*", ""));
      }
    }
    return "/" + String.join("/", parts) + (path.endsWith("/") && !parts.isEmpty() ? "/" : "");
  }
}
