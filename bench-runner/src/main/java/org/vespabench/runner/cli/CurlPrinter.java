package org.vespabench.runner.cli;

import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.request.RequestFactory;

/** Prints the first measured request as a curl command, keys left out. */
final class CurlPrinter {
  private final Console console;

  CurlPrinter(Console console) {
    this.console = console;
  }

  /** Makes the request. */
  interface Source {
    TestRequest first(TestRequestProvider provider, SettingValues settings);
  }

  /** Print one of {@code run}, and of what sends the same. */
  int print(Command.Invocation invocation) {
    return print(
        invocation,
        (provider, settings) ->
            new RequestFactory(settings, settings.seed()).build(provider::next, false, 0));
  }

  int print(Command.Invocation invocation, Source source) {
    SettingValues settings = invocation.settings();
    if (!(invocation.needPlugin().benchmark() instanceof TestRequestProvider provider)) {
      throw new UsageException(
          "%s is not made of requests, so there is none to print"
              .formatted(invocation.needPlugin().coordinates()));
    }
    HttpOptions http = Backend.of(settings);
    TestRequest request = source.first(provider, settings);
    return console.result(command(request, http, settings)) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String command(TestRequest request, HttpOptions http, SettingValues settings) {
    String[] url = http.url().toString().split("[?]", 2);
    String query = url.length == 1 ? "" : (request.path().contains("?") ? "&" : "?") + url[1];
    String whole = url[0].replaceFirst("/$", "") + request.path() + query;
    StringBuilder curl = new StringBuilder("curl -sS ").append(quoted(whole));
    if (!settings.get(RunnerSettings.API_KEY).isEmpty()) {
      curl.append(" \\\n  -H \"Authorization: Bearer $BACKEND_API_KEY\"");
    }
    Backend.headers(settings).keySet().stream()
        .filter(name -> !name.equals("Authorization"))
        .forEach(name -> curl.append(" \\\n  -H ").append(quoted(name + ": (not shown)")));
    if (!request.body().isEmpty()) {
      curl.append(" \\\n  -H 'Content-Type: application/json'");
    }
    request
        .headers()
        .forEach((name, value) -> curl.append(" \\\n  -H ").append(quoted(name + ": " + value)));
    if (!request.body().isEmpty()) {
      curl.append(" \\\n  -d ").append(quoted(request.body()));
    }
    return curl.append('\n').toString();
  }

  /** Quote for a POSIX shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
