package org.vespabench.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Is one unit of load: a request, the work that it asks for, and how to read its reply. Immutable;
 * each method that changes something returns a copy.
 *
 * <pre>{@code
 * TestRequest.post("/v1/embeddings", "{\"input\": " + TestRequest.quote(text) + "}")
 *     .declaring(1)
 *     .reading(reply -> Work.asDeclared());
 * }</pre>
 *
 * @since 0.1
 */
public final class TestRequest {
  private static final Supplier<StreamReader> NO_READER = () -> reply -> Work.unknown();

  private final String method;
  private final String path;
  private final String body;
  private final Map<String, String> headers;
  private final double declared;
  private final Supplier<StreamReader> reader;
  private final Optional<BiFunction<HttpReply, HttpSession, CompletableFuture<Work>>> followUp;

  private TestRequest(
      String method,
      String path,
      String body,
      Map<String, String> headers,
      double declared,
      Supplier<StreamReader> reader,
      Optional<BiFunction<HttpReply, HttpSession, CompletableFuture<Work>>> followUp) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.headers = headers;
    this.declared = declared;
    this.reader = reader;
    this.followUp = followUp;
  }

  /**
   * POST a JSON body. It declares 1 unit of work until {@link #declaring} says otherwise.
   *
   * @param path relative to the backend's URL, starts with {@code /}, may have a query
   * @param json the body, never null
   * @return never null
   * @throws IllegalArgumentException if the path does not start with {@code /}
   */
  public static TestRequest post(String path, String json) {
    Objects.requireNonNull(json, "json");
    return new TestRequest("POST", checked(path), json, Map.of(), 1, NO_READER, Optional.empty());
  }

  /**
   * GET a path. It declares 1 unit of work until {@link #declaring} says otherwise.
   *
   * @param path relative to the backend's URL, starts with {@code /}, may have a query
   * @return never null
   * @throws IllegalArgumentException if the path does not start with {@code /}
   */
  public static TestRequest get(String path) {
    return new TestRequest("GET", checked(path), "", Map.of(), 1, NO_READER, Optional.empty());
  }

  /**
   * Quote a text as JSON, for bodies written by hand.
   *
   * @param text never null
   * @return a JSON string with its quotation marks, never null
   */
  public static String quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /**
   * Declare the work that is asked for: the unit in which this request is priced.
   *
   * @param units above 0
   * @return a copy, never null
   * @throws IllegalArgumentException if it is zero, negative, NaN or infinite
   */
  public TestRequest declaring(double units) {
    if (!(units > 0) || Double.isInfinite(units)) {
      throw new IllegalArgumentException("declared work must be above zero, was " + units);
    }
    return new TestRequest(method, path, body, headers, units, reader, followUp);
  }

  /**
   * Add a header, or replace the one of exactly that name.
   *
   * @param name never null or empty
   * @param value one line, never null
   * @return a copy, never null
   * @throws IllegalArgumentException if either has a line break
   */
  public TestRequest header(String name, String value) {
    if (name.isEmpty() || hasLineBreak(name) || hasLineBreak(value)) {
      throw new IllegalArgumentException(
          "the header '" + name + "' must have a name and no line breaks");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new TestRequest(
        method, path, body, Collections.unmodifiableMap(more), declared, reader, followUp);
  }

  /**
   * Read a 2xx reply once its body is complete. Without this, the work is {@link Work#unknown()}.
   *
   * @param work tells the work done; whatever it throws fails the request; runs on an I/O thread
   * @return a copy, never null
   */
  public TestRequest reading(Function<HttpReply, Work> work) {
    Objects.requireNonNull(work, "work");
    return streaming(() -> work::apply);
  }

  /**
   * Read a 2xx reply that may be a stream of events.
   *
   * @param reader makes a new reader for each reply, never null
   * @return a copy, never null
   */
  public TestRequest streaming(Supplier<StreamReader> reader) {
    Objects.requireNonNull(reader, "reader");
    return new TestRequest(method, path, body, headers, declared, reader, followUp);
  }

  /**
   * Go on after a 2xx reply: the request is done when the future is. It takes the place of the
   * reader's {@link StreamReader#end}. Session, time limit and price are those of this request.
   *
   * @param followUp gets the first reply and a session for the exchanges to come; never null
   * @return a copy, never null
   */
  public TestRequest followedBy(
      BiFunction<HttpReply, HttpSession, CompletableFuture<Work>> followUp) {
    return new TestRequest(method, path, body, headers, declared, reader, Optional.of(followUp));
  }

  /**
   * Change the path.
   *
   * @param path starts with {@code /}
   * @return a copy, never null
   * @throws IllegalArgumentException if the path does not start with {@code /}
   */
  public TestRequest withPath(String path) {
    return new TestRequest(method, checked(path), body, headers, declared, reader, followUp);
  }

  /**
   * Change the body.
   *
   * @param body never null
   * @return a copy, never null
   */
  public TestRequest withBody(String body) {
    Objects.requireNonNull(body, "body");
    return new TestRequest(method, path, body, headers, declared, reader, followUp);
  }

  /**
   * Tell the method.
   *
   * @return {@code GET} or {@code POST}
   */
  public String method() {
    return method;
  }

  /**
   * Tell the path, with its query.
   *
   * @return starts with {@code /}
   */
  public String path() {
    return path;
  }

  /**
   * Tell the body.
   *
   * @return never null, empty for a GET
   */
  public String body() {
    return body;
  }

  /**
   * List the headers that were added.
   *
   * @return by name, in the order added; unmodifiable, never null
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Tell the declared work.
   *
   * @return units, above 0
   */
  public double declared() {
    return declared;
  }

  /**
   * Make a reader for one reply.
   *
   * @return a new one, never null
   */
  public StreamReader newReader() {
    return reader.get();
  }

  /**
   * Tell what follows the first reply.
   *
   * @return the function given to {@link #followedBy}, or empty
   */
  public Optional<BiFunction<HttpReply, HttpSession, CompletableFuture<Work>>> followUp() {
    return followUp;
  }

  private static String checked(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must start with '/', was '" + path + "'");
    }
    return path;
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
