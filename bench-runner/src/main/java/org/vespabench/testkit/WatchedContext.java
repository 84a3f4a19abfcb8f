package org.vespabench.testkit;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.LoadResult;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;

/**
 * Is a benchmark's context that tells what each request is built from, before it is built.
 *
 * @param context the engine's
 * @param watcher called on the threads that build requests
 */
record WatchedContext(BenchmarkContext context, Consumer<RequestContext> watcher)
    implements BenchmarkContext {

  @Override
  public BenchmarkResult rounds(TestRequestProvider requests) throws InterruptedException {
    return context.rounds(new WatchedRequests(requests, watcher));
  }

  @Override
  public void warmUp(Function<RequestContext, TestRequest> request) throws InterruptedException {
    context.warmUp(watched(request));
  }

  @Override
  public LoadResult load(int concurrency, int total, Function<RequestContext, TestRequest> requests)
      throws InterruptedException {
    return context.load(concurrency, total, watched(requests));
  }

  private Function<RequestContext, TestRequest> watched(
      Function<RequestContext, TestRequest> requests) {
    return from -> {
      watcher.accept(from);
      return requests.apply(from);
    };
  }

  @Override
  public URI backendUrl() {
    return context.backendUrl();
  }

  @Override
  public HttpSession http() {
    return context.http();
  }

  @Override
  public Settings settings() {
    return context.settings();
  }

  @Override
  public void progress(int done, int total, String message) {
    context.progress(done, total, message);
  }

  private record WatchedRequests(TestRequestProvider requests, Consumer<RequestContext> watcher)
      implements TestRequestProvider {

    @Override
    public Coordinates coordinates() {
      return requests.coordinates();
    }

    @Override
    public TestRequest next(RequestContext from) {
      watcher.accept(from);
      return requests.next(from);
    }

    @Override
    public Settings adapt(Settings settings, HttpReply refusal) {
      return requests.adapt(settings, refusal);
    }
  }
}
