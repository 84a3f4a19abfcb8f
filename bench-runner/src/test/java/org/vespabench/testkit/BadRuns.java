package org.vespabench.testkit;

import static org.vespabench.testkit.GoodPlugins.Hello;

import java.util.Optional;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.LoadResult;
import org.vespabench.api.RequestContext;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;

/** Plugins that measure what was not done, or do not end. */
final class BadRuns {
  private BadRuns() {}

  public static final class Guessing extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return super.next(context).reading(reply -> Work.unknown());
    }
  }

  public static final class Idle extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return super.next(context).reading(reply -> Work.done(0));
    }
  }

  public static final class Unanswered extends Hello {
    @Override
    public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
      return reply.error(404, "no such path");
    }
  }

  /** Knows a number for every occasion. */
  public static final class Inventing extends Hello {
    @Override
    public BenchmarkResult run(BenchmarkContext context) throws Exception {
      try {
        return super.run(context);
      } catch (BenchmarkException e) {
        return BenchmarkResult.of(1);
      }
    }
  }

  /**
   * Warms up and fires rounds, as it should, and has a number ready for when none has a success.
   */
  public static final class Optimistic extends Hello {
    @Override
    public BenchmarkResult run(BenchmarkContext context) throws InterruptedException {
      context.warmUp(this::next);
      double most = 0;
      for (int i = 0; i < 2; i++) {
        LoadResult round = context.load(2, 4, this::next);
        most = round.completed() > 0 ? Math.max(most, round.throughput()) : most;
      }
      return BenchmarkResult.of(most > 0 ? most : 1.0);
    }
  }

  /** Reads no reply, and has no simulator that would show it. */
  public static final class Credulous implements TestRequestProvider {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("kit.credulous");
    }

    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.post("/embed", context.prompt(8));
    }
  }

  public static final class Silent extends Hello {
    @Override
    public BenchmarkResult run(BenchmarkContext context) throws Exception {
      try {
        return super.run(context);
      } catch (BenchmarkException e) {
        throw new BenchmarkException("no luck", e);
      }
    }
  }

  /** Takes any answer about a job for good news. */
  public static final class Hopeful extends GoodPlugins.Jobs {
    @Override
    Optional<Work> finished(HttpReply reply) {
      return reply.body().equals("running") ? Optional.empty() : Optional.of(Work.asDeclared());
    }
  }

  /** Sees only replies that are there. */
  public static final class Blind extends GoodPlugins.Own {
    @Override
    public BenchmarkResult run(BenchmarkContext context) {
      int status =
          context.http().get("/").handle((reply, e) -> reply == null ? 200 : reply.status()).join();
      if (status != 200) {
        throw new BenchmarkException("the status was " + status);
      }
      return BenchmarkResult.of(1);
    }
  }

  /** Returns what it has when it is interrupted, which is nothing. */
  public static final class Hasty extends GoodPlugins.Own {
    @Override
    public BenchmarkResult run(BenchmarkContext context) throws InterruptedException {
      try {
        return super.run(context);
      } catch (InterruptedException e) {
        return BenchmarkResult.of(1);
      }
    }
  }

  /** Does not listen until it is released. */
  public static final class Stubborn extends GoodPlugins.Own {
    static volatile boolean released;

    @Override
    public BenchmarkResult run(BenchmarkContext context) throws InterruptedException {
      try {
        return super.run(context);
      } catch (InterruptedException e) {
        while (!released) {
          Thread.onSpinWait();
        }
        throw e;
      }
    }
  }
}
