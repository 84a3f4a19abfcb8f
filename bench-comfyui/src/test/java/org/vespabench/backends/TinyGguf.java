package org.vespabench.backends;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Write a small llama model with random weights that never ends early, so that a real engine can be
 * measured where no model can be downloaded: {@code java TinyGguf.java OUT.gguf [SEED]}.
 *
 * <p>It speaks in random syllables, and always as many as it is asked for. The same seed gives the
 * same file. A GGUF file (version 3, little-endian) is laid out like this:
 *
 * <pre>
 * "GGUF"  version  tensor count  entry count
 * entries          key, type, value: the architecture, its sizes, the vocabulary
 * tensor infos     name, dimensions (fastest first), type, offset into the data
 * padding          to a multiple of 32 bytes
 * tensor data      each padded to a multiple of 32 bytes
 * </pre>
 *
 * <p>How it is kept from ending: dimension 0 of the residual stream is a constant. Each token
 * starts with it, no layer writes to it, and the output matrix reads it as a bias, which forbids
 * all tokens but whole words. So neither the end token nor a broken character can be drawn.
 */
final class TinyGguf {
  private static final int EMBEDDING = 384;
  private static final int LAYERS = 6;
  private static final int FEED_FORWARD = 1024;
  private static final int HEADS = 6;
  private static final int CONTEXT = 8192;

  /** What dimension 0 starts with. Others have a deviation of 1, so it stays large in the norm. */
  private static final float CONSTANT = 8;

  /** Times the constant, after the norm: far below all other logits, which deviate by about 2. */
  private static final float FORBIDDEN = -40;

  private static final float LOGIT_DEVIATION = 2;

  private static final int ALIGNMENT = 32;

  private final Map<String, Token> vocabulary = vocabulary();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Random random;

  private TinyGguf(long seed) {
    random = new Random(seed);
    embeddings();
    for (int layer = 0; layer < LAYERS; layer++) {
      layer("blk." + layer + ".");
    }
    output();
  }

  /** Write the model to the first argument, with the second as seed (42). */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: java TinyGguf.java OUT.gguf [SEED]");
      System.exit(2);
    }
    Path file = Path.of(args[0]);
    TinyGguf model = new TinyGguf(args.length > 1 ? Long.parseLong(args[1]) : 42);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      model.write(out);
    }
    System.out.println(
        "wrote %d parameters, %d tokens, %d bytes"
            .formatted(model.parameters(), model.vocabulary.size(), Files.size(file)));
  }

  private long parameters() {
    return tensors.stream().mapToLong(Tensor::size).sum();
  }

  private void write(OutputStream out) throws IOException {
    ByteArrayOutputStream entryBytes = new ByteArrayOutputStream();
    Entries entries = new Entries(new LittleEndian(entryBytes));
    describe(entries);

    LittleEndian file = new LittleEndian(out);
    file.bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    file.int32(3);
    file.int64(tensors.size());
    file.int64(entries.count());
    file.bytes(entryBytes.toByteArray());
    writeTensorInfos(file);
    file.pad();
    for (Tensor tensor : tensors) {
      writeData(tensor, file);
    }
    file.flush();
  }

  private void describe(Entries entries) throws IOException {
    entries.text("general.architecture", "llama");
    entries.text("general.name", "tiny-random");
    entries.uint32("llama.context_length", CONTEXT);
    entries.uint32("llama.embedding_length", EMBEDDING);
    entries.uint32("llama.block_count", LAYERS);
    entries.uint32("llama.feed_forward_length", FEED_FORWARD);
    entries.uint32("llama.attention.head_count", HEADS);
    entries.uint32("llama.attention.head_count_kv", HEADS);
    entries.float32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    entries.uint32("llama.rope.dimension_count", EMBEDDING / HEADS);
    entries.uint32("llama.vocab_size", vocabulary.size());
    entries.text("tokenizer.ggml.model", "llama");
    entries.tokens(vocabulary);
    entries.uint32("tokenizer.ggml.unknown_token_id", 0);
    entries.uint32("tokenizer.ggml.bos_token_id", 1);
    entries.uint32("tokenizer.ggml.eos_token_id", 2);
  }

  private void writeTensorInfos(LittleEndian file) throws IOException {
    long offset = 0;
    for (Tensor tensor : tensors) {
      file.text(tensor.name());
      // A vector has one dimension, a matrix two.
      file.int32(tensor.rows() == 1 ? 1 : 2);
      file.int64(tensor.columns());
      if (tensor.rows() > 1) {
        file.int64(tensor.rows());
      }
      file.int32(0); // 32-bit floats
      file.int64(offset);
      offset += padded(tensor.size() * Float.BYTES);
    }
  }

  private static void writeData(Tensor tensor, LittleEndian file) throws IOException {
    for (int row = 0; row < tensor.rows(); row++) {
      for (int column = 0; column < tensor.columns(); column++) {
        file.float32(tensor.weights().at(row, column));
      }
    }
    file.pad();
  }

  private static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  // ---- the weights

  private void embeddings() {
    Weights constantFirst = (row, column) -> column == 0 ? CONSTANT : gaussian(1);
    matrix("token_embd", vocabulary.size(), EMBEDDING, constantFirst);
  }

  private void layer(String prefix) {
    Weights inner = (row, column) -> gaussian(1 / Math.sqrt(EMBEDDING));
    // Row 0 is what a layer adds to dimension 0: nothing.
    Weights outer = (row, column) -> row == 0 ? 0 : inner.at(row, column);
    Weights down = (row, column) -> row == 0 ? 0 : gaussian(1 / Math.sqrt(FEED_FORWARD));
    ones(prefix + "attn_norm");
    matrix(prefix + "attn_q", EMBEDDING, EMBEDDING, inner);
    matrix(prefix + "attn_k", EMBEDDING, EMBEDDING, inner);
    matrix(prefix + "attn_v", EMBEDDING, EMBEDDING, inner);
    matrix(prefix + "attn_output", EMBEDDING, EMBEDDING, outer);
    ones(prefix + "ffn_norm");
    matrix(prefix + "ffn_gate", FEED_FORWARD, EMBEDDING, inner);
    matrix(prefix + "ffn_up", FEED_FORWARD, EMBEDDING, inner);
    matrix(prefix + "ffn_down", EMBEDDING, FEED_FORWARD, down);
  }

  private void output() {
    List<Token> tokens = List.copyOf(vocabulary.values());
    double deviation = LOGIT_DEVIATION / Math.sqrt(EMBEDDING);
    Weights biasFirst =
        (row, column) -> {
          if (column > 0) {
            return gaussian(deviation);
          }
          return tokens.get(row).spoken() ? 0 : FORBIDDEN;
        };
    ones("output_norm");
    matrix("output", tokens.size(), EMBEDDING, biasFirst);
  }

  private void ones(String name) {
    matrix(name, 1, EMBEDDING, (row, column) -> 1);
  }

  private void matrix(String name, int rows, int columns, Weights weights) {
    tensors.add(new Tensor(name + ".weight", rows, columns, weights));
  }

  private float gaussian(double deviation) {
    return (float) (random.nextGaussian() * deviation);
  }

  // ---- the vocabulary

  /**
   * List the tokens by their text. Words are made of syllables, as a consonant and a vowel; other
   * text falls apart into characters, and what is not ASCII into bytes.
   */
  private static Map<String, Token> vocabulary() {
    Map<String, Token> tokens = new LinkedHashMap<>();
    tokens.put("<unk>", Token.UNKNOWN);
    tokens.put("<s>", Token.CONTROL);
    tokens.put("</s>", Token.CONTROL);
    for (int value = 0; value < 256; value++) {
      tokens.put("<0x%02X>".formatted(value), Token.BYTE);
    }
    // The tokenizer writes a space as this sign.
    tokens.put("\u2581", Token.CHARACTER);
    for (char character = '!'; character <= '~'; character++) {
      tokens.put(String.valueOf(character), Token.CHARACTER);
    }
    for (String syllable : syllables()) {
      tokens.put(syllable, Token.SYLLABLE);
    }
    for (String syllable : syllables()) {
      tokens.put("\u2581" + syllable, Token.WORD);
    }
    return tokens;
  }

  private static List<String> syllables() {
    List<String> syllables = new ArrayList<>();
    for (char consonant : "bcdfghjklmnpqrstvwxyz".toCharArray()) {
      for (char vowel : "aeiou".toCharArray()) {
        syllables.add("" + consonant + vowel);
      }
    }
    return syllables;
  }

  /** A kind of token: its number in the format, and its score. */
  private enum Token {
    UNKNOWN(2, 0),
    CONTROL(3, 0),
    BYTE(6, 0),
    CHARACTER(1, -3),
    WORD(1, -2),
    /** Scores above a word: text is joined best first, and a word is a space and a syllable. */
    SYLLABLE(1, -1);

    private final int type;
    private final float score;

    Token(int type, float score) {
      this.type = type;
      this.score = score;
    }

    /** May the model say it? */
    boolean spoken() {
      return this == WORD;
    }
  }

  // ---- the format

  /** A matrix whose weights are made when they are written, row by row. */
  private record Tensor(String name, int rows, int columns, Weights weights) {
    long size() {
      return (long) rows * columns;
    }
  }

  /** Makes the next weight; asked in the order of the file. */
  private interface Weights {
    float at(int row, int column);
  }

  /** The key-value part of the file, counting its entries. */
  private static final class Entries {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final LittleEndian out;
    private int count;

    Entries(LittleEndian out) {
      this.out = out;
    }

    int count() {
      return count;
    }

    void text(String key, String value) throws IOException {
      start(key, STRING);
      out.text(value);
    }

    void uint32(String key, int value) throws IOException {
      start(key, UINT32);
      out.int32(value);
    }

    void float32(String key, float value) throws IOException {
      start(key, FLOAT32);
      out.float32(value);
    }

    /** The vocabulary is three arrays of the same length. */
    void tokens(Map<String, Token> vocabulary) throws IOException {
      startArray("tokenizer.ggml.tokens", STRING, vocabulary.size());
      for (String text : vocabulary.keySet()) {
        out.text(text);
      }
      startArray("tokenizer.ggml.scores", FLOAT32, vocabulary.size());
      for (Token token : vocabulary.values()) {
        out.float32(token.score);
      }
      startArray("tokenizer.ggml.token_type", INT32, vocabulary.size());
      for (Token token : vocabulary.values()) {
        out.int32(token.type);
      }
    }

    private void startArray(String key, int elementType, int length) throws IOException {
      start(key, ARRAY);
      out.int32(elementType);
      out.int64(length);
    }

    private void start(String key, int type) throws IOException {
      count++;
      out.text(key);
      out.int32(type);
    }
  }

  /** Writes numbers lowest byte first, which {@link DataOutputStream} does not. */
  private static final class LittleEndian {
    private final DataOutputStream out;

    LittleEndian(OutputStream out) {
      this.out = new DataOutputStream(out);
    }

    void bytes(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    void int32(int value) throws IOException {
      out.writeInt(Integer.reverseBytes(value));
    }

    void int64(long value) throws IOException {
      out.writeLong(Long.reverseBytes(value));
    }

    void float32(float value) throws IOException {
      int32(Float.floatToIntBits(value));
    }

    void text(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int64(bytes.length);
      bytes(bytes);
    }

    void pad() throws IOException {
      bytes(new byte[(int) (padded(out.size()) - out.size())]);
    }

    void flush() throws IOException {
      out.flush();
    }
  }
}
