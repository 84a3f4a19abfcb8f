package org.vespabench.runner.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Is a pattern of the shell's, as Python's fnmatch reads it: {@code *} stands for any characters,
 * {@code ?} for one, {@code [abc]} for one of some, {@code [!a-c]} for any other. Immutable.
 */
final class Glob {
  private static final IntPredicate ANY_NUMBER = any -> true;

  private final List<IntPredicate> parts;

  private Glob(List<IntPredicate> parts) {
    this.parts = List.copyOf(parts);
  }

  static Glob parse(String text) {
    List<IntPredicate> parts = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      int end = one == '[' ? endOfSet(text, i + 1) : -1;
      if (end > 0) {
        parts.add(oneOf(text.substring(i + 1, end)));
        i = end;
      } else {
        parts.add(
            switch (one) {
              case '*' -> ANY_NUMBER;
              case '?' -> any -> true;
              default -> next -> next == one;
            });
      }
    }
    return new Glob(parts);
  }

  /** A bracket that comes first is one of the set. */
  private static int endOfSet(String text, int begin) {
    return text.indexOf(']', text.startsWith("!", begin) ? begin + 2 : begin + 1);
  }

  private static IntPredicate oneOf(String set) {
    if (set.startsWith("!")) {
      return oneOf(set.substring(1)).negate();
    }
    IntPredicate found = none -> false;
    for (int i = 0; i < set.length(); i++) {
      char from = set.charAt(i);
      boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
      char to = range ? set.charAt(i + 2) : from;
      found = found.or(next -> from <= next && next <= to);
      i += range ? 2 : 0;
    }
    return found;
  }

  /**
   * Tell whether it stands for the whole of a text. Of several stars only the last is tried at
   * other places, as those before it cannot do better: a hostile text costs its length times the
   * pattern's.
   */
  boolean matches(String text) {
    int part = 0;
    int at = 0;
    int star = -1;
    int afterStar = 0;
    while (at < text.length()) {
      if (part < parts.size() && parts.get(part) == ANY_NUMBER) {
        star = part++;
        afterStar = at;
      } else if (part < parts.size() && parts.get(part).test(text.charAt(at))) {
        part++;
        at++;
      } else if (star >= 0) {
        part = star + 1;
        at = ++afterStar;
      } else {
        return false;
      }
    }
    return parts.stream().skip(part).allMatch(left -> left == ANY_NUMBER);
  }
}
