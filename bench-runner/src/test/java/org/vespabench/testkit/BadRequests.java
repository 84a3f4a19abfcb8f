package org.vespabench.testkit;

import static org.vespabench.testkit.GoodPlugins.Hello;

import java.util.concurrent.atomic.AtomicInteger;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;

/** Plugins whose requests do not follow from seed and index alone. */
final class BadRequests {
  private BadRequests() {}

  public static final class Nothing extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return null;
    }
  }

  public static final class Counter extends Hello {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.get("/" + count.incrementAndGet());
    }
  }

  public static final class Individual extends Hello {
    private static final AtomicInteger MADE = new AtomicInteger();
    private final int number = MADE.incrementAndGet();

    @Override
    public TestRequest next(RequestContext context) {
      return super.next(context).header("X-Instance", "i" + number);
    }
  }

  public static final class Threadbound extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return super.next(context).header("X-Thread", Thread.currentThread().getName());
    }
  }

  public static final class Monotonous extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.get("/same").header("X-Index", "" + context.index());
    }
  }

  /** Has a thousand different requests, which are many, and not enough. */
  public static final class Dice extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.post("/embed", "{\"input\": " + context.random().nextInt(1000) + "}")
          .reading(reply -> Work.asDeclared());
    }
  }

  public static final class Unseeded extends Hello {
    @Override
    public TestRequest next(RequestContext context) {
      return TestRequest.get("/" + context.index());
    }
  }

  public static final class Sharing extends GoodPlugins.Streaming {
    private final GoodPlugins.Counting reader = new GoodPlugins.Counting();

    @Override
    public TestRequest next(RequestContext context) {
      return super.next(context).streaming(() -> reader);
    }
  }
}
