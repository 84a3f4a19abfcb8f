package org.vespabench.runner.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8ReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ä\r\n€\n𝄞", "\uFFFD"})
  void textComesThroughUnchanged(String text) throws IOException {
    assertThat(read(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void charactersThatLieAcrossTheEndOfABufferAreKept() throws IOException {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "𝄞".repeat(20_000);

      assertThat(read(text.getBytes(UTF_8))).isEqualTo(text);
    }
  }

  @Test
  void bytesThatComeOneByOneAreNoOtherText() throws IOException {
    String text = "\uFEFFä€𝄞\n";

    assertThat(read(new OneByOne(text.getBytes(UTF_8)))).isEqualTo("ä€𝄞\n");
  }

  @Test
  void oneByteOrderMarkAtTheBeginningIsLeftOut() throws IOException {
    assertThat(read("\uFEFFa\uFEFF".getBytes(UTF_8))).isEqualTo("a\uFEFF");
    assertThat(read("\uFEFF\uFEFF".getBytes(UTF_8))).isEqualTo("\uFEFF");
    assertThat(read("\uFEFF".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void whatIsNotUtf8IsFoundInItsLine() {
    assertBroken(1, "", 0xFF, 0xFE);
    assertBroken(1, "Gr", 0xFC, 0xDF, 'e');
    assertBroken(2, "fine\n", 0xE4, '\n', '\n');
    assertBroken(20_001, "fine\n".repeat(20_000), 0xC0, 0x80);
    assertBroken(2, "fine\n", 0xED, 0xA0, 0x80); // half a surrogate pair
  }

  @Test
  void aCharacterThatIsCutOffIsFound() {
    assertBroken(3, "a\nb\n", 0xE2, 0x82);
  }

  private static void assertBroken(int line, String before, int... bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(UTF_8));
    for (int each : bytes) {
      all.write(each);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(all.toByteArray()))
        .withMessage("line " + line + " is not UTF-8. Save the file as UTF-8.");
  }

  private static String read(byte[] bytes) throws IOException {
    return read(new ByteArrayInputStream(bytes));
  }

  private static String read(InputStream in) throws IOException {
    StringWriter text = new StringWriter();
    try (Utf8Reader reader = new Utf8Reader(in)) {
      reader.transferTo(text);
    }
    return text.toString();
  }

  /** Is what a slow pipe gives. */
  private static final class OneByOne extends FilterInputStream {
    OneByOne(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return super.read(target, offset, 1);
    }
  }
}
