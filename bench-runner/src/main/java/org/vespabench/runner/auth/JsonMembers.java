package org.vespabench.runner.auth;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where in a text the members of a JSON object are. Gson, which tells no offsets, says that
 * the whole is well-formed; so what walks over it here need only know strings and nesting.
 */
final class JsonMembers {
  /** As deep as Gson goes by default; workflows of images have some 20 levels. */
  static final int NESTING_LIMIT = 255;

  private final byte[] text;
  private int at;

  /**
   * Is one member.
   *
   * @param name its key, unescaped
   * @param start of its value, in bytes
   * @param end of its value
   */
  record Member(String name, int start, int end) {}

  private JsonMembers(byte[] text) {
    this.text = text;
  }

  /**
   * List those members that have one of the names, in their order; the others could be millions.
   *
   * @param text in UTF-8
   * @param names of ASCII characters
   * @return nothing if it is JSON, but no object
   * @throws IOException if it is not one well-formed value, or nested too deeply
   */
  static List<Member> list(byte[] text, List<String> names) throws IOException {
    validate(text);
    return new JsonMembers(text).members(names);
  }

  /** Open a part of a text, strictly. */
  static JsonReader reader(byte[] text, int start, int end) {
    Reader decoded =
        new InputStreamReader(
            new ByteArrayInputStream(text, start, end - start),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    JsonReader reader = new JsonReader(decoded);
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(NESTING_LIMIT);
    return reader;
  }

  private static void validate(byte[] text) throws IOException {
    if (text.length > 0 && (text[0] & 0xff) == 0xef) {
      throw new IOException("it begins with a byte order mark"); // which Gson skips
    }
    JsonReader reader = reader(text, 0, text.length);
    reader.skipValue();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IOException("there is more after its end");
    }
  }

  private List<Member> members(List<String> names) throws IOException {
    List<Member> members = new ArrayList<>();
    skipSpace();
    if (text[at] != '{') {
      skipValue();
      return members;
    }
    at++;
    for (skipSpace(); text[at] != '}'; skipSpace()) {
      if (text[at] == ',') {
        at++;
        skipSpace();
      }
      addMember(members, names);
    }
    return members;
  }

  private void addMember(List<Member> members, List<String> names) throws IOException {
    int key = at;
    skipString();
    int keyEnd = at;
    skipSpace();
    at++; // the colon
    skipSpace();
    int start = at;
    skipValue();
    for (String name : names) {
      if (isKey(name, key + 1, keyEnd - 1)) {
        members.add(new Member(name, start, at));
      }
    }
  }

  /** Compare without a copy: letters are themselves, or escaped by their number. */
  private boolean isKey(String name, int from, int to) {
    int next = from;
    for (int i = 0; i < name.length(); i++) {
      if (next >= to) {
        return false;
      }
      boolean escaped = text[next] == '\\' && text[next + 1] == 'u';
      int letter = escaped ? hex(next + 2) : text[next];
      if (letter != name.charAt(i)) {
        return false;
      }
      next += escaped ? 6 : 1;
    }
    return next == to;
  }

  private int hex(int from) {
    int number = 0;
    for (int i = from; i < from + 4; i++) {
      number = 16 * number + Character.digit(text[i], 16);
    }
    return number;
  }

  private void skipValue() throws IOException {
    int depth = 0;
    do {
      switch (text[at]) {
        case '"' -> skipString();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':' -> at++;
        default -> skipLiteral();
      }
      if (depth > 0) {
        skipSpace();
      }
    } while (depth > 0);
  }

  private void skipLiteral() {
    while (at < text.length && ",:]} \t\r\n".indexOf(text[at]) < 0) {
      at++;
    }
  }

  private void skipString() throws IOException {
    for (at++; text[at] != '"'; at++) {
      if ((text[at] & 0xff) < ' ') {
        // Gson does not look into the strings that it skips.
        throw new IOException("a string has an unescaped control character, at byte " + at);
      }
      if (text[at] == '\\') {
        at++;
      }
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) {
      at++;
    }
  }
}
