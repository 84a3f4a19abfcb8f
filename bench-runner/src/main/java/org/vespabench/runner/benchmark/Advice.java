package org.vespabench.runner.benchmark;

import java.util.Locale;
import org.vespabench.runner.measure.Failure;

/**
 * What to try after a failure. Each piece of advice ends in an id of {@code
 * docs/troubleshooting.md}, which explains more.
 */
public final class Advice {
  private Advice() {}

  /** Write a failure and what to try, in one line. */
  public static String line(Failure failure, String url) {
    return failure.message() + ". " + toTry(failure, url);
  }

  private static String toTry(Failure failure, String url) {
    return switch (failure.kind()) {
      case CONNECT -> connect(failure.detail(), url);
      case TIMEOUT ->
          "The backend accepts requests but does not finish them: look at its log, send less"
              + " (--concurrency 1, --max-tokens 16), or raise --timeout."
              + see("backend-hangs");
      case LOST ->
          "The backend, or something between, closed the connection: look at its log for a crash or"
              + " lack of memory."
              + see("connection-lost");
      case STATUS -> status(failure);
      case PROTOCOL ->
          "Is %s the port of the HTTP server, and http (not https) right?".formatted(url)
              + see("not-http");
      case BODY -> body(failure);
      case TRUNCATED ->
          "The stream ended before its last event: a proxy in between may cut long replies, or the"
              + " backend failed."
              + see("stream-cut-short");
      case ROUTE ->
          (failure.detail().equals("no-worker")
                  ? "Look at the endpoint's workers in the console, or raise --route-timeout."
                  : "Is %s the autoscaler, and the endpoint's key right?".formatted(url))
              + see("no-worker");
      case CUT, UNSENT -> "";
    };
  }

  private static String connect(String detail, String url) {
    return switch (detail) {
      case "dns" -> "Is the host in %s right?".formatted(url) + see("unknown-host");
      case "tls" ->
          "The certificate of %s is not trusted, or it does not speak TLS: give its authority with"
                  .formatted(url)
              + " --cacert FILE, use an http URL, or, for a test only, --insecure."
              + see("tls-not-trusted");
      default ->
          "Is the backend running, and listening at %s? --wait 5m waits for it.".formatted(url)
              + see("backend-down");
    };
  }

  private static String status(Failure failure) {
    String text = failure.message().toLowerCase(Locale.ROOT);
    return switch (failure.detail()) {
      case "400", "413", "422" ->
          isContextOverflow(text)
              ? "Prompt and answer do not fit into the model's context: lower --prompt-words or"
                  + " --max-tokens, or start the backend with a longer context."
                  + see("context-overflow")
              : "The backend refuses the request: bench check shows it, --extra-body changes it."
                  + see("bad-request");
      case "401", "403" ->
          "The backend wants a key: set BACKEND_API_KEY, or give --header." + see("unauthorized");
      case "404", "405" ->
          "Is this the right benchmark for this backend, and the model's name right? --path changes"
              + " the path, --model the model; the URL may have a base path."
              + see("not-found");
      case "429", "503" ->
          "The backend is overloaded, or not ready: lower --concurrency, or wait with --wait 5m."
              + see("overloaded");
      default ->
          failure.detail().startsWith("3")
              ? "Redirects are not followed: use the URL that it points to." + see("not-found")
              : "Look at the backend's own log." + see("backend-error");
    };
  }

  private static boolean isContextOverflow(String text) {
    return text.contains("context")
        || text.contains("max_model_len")
        || text.contains("too long")
        || text.contains("too large")
        || text.contains("`inputs` tokens") // this and the next: TGI
        || text.contains("`inputs` must have less than");
  }

  private static String body(Failure failure) {
    String text = failure.message().toLowerCase(Locale.ROOT);
    if (text.contains("html") || text.contains("<!doctype")) {
      return "A web page came instead of JSON: the URL belongs to something else, such as a proxy or"
          + " a front-end."
          + see("html-instead-of-json");
    }
    return "The reply is not what this benchmark's protocol promises: bench check shows it."
        + see("bad-reply");
  }

  private static String see(String id) {
    return " See docs/troubleshooting.md#" + id;
  }
}
