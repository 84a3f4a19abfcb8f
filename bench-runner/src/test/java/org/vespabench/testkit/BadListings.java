package org.vespabench.testkit;

import static org.vespabench.testkit.GoodPlugins.Hello;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/** Plugins that cannot be listed, or not twice in the same way. */
final class BadListings {
  private BadListings() {}

  static final class NotPublic extends Hello {}

  public static final class Demanding extends Hello {
    public Demanding(String licence) {
      if (licence.isEmpty()) {
        throw new IllegalArgumentException("no licence");
      }
    }
  }

  /** Can be made once. */
  public static final class Single extends Hello {
    private static final AtomicInteger MADE = new AtomicInteger();

    public Single() {
      if (MADE.incrementAndGet() > 1) {
        throw new IllegalStateException("there can be only one");
      }
    }
  }

  public static final class Slow extends Hello {
    public Slow() {
      work(25);
    }
  }

  /** Reads its tables when its class is initialised: once in a program, but in each. */
  public static final class Prepared extends Hello {
    static {
      work(600);
    }
  }

  /** Takes its time for the first only. */
  public static final class Warming extends Hello {
    private static final AtomicInteger MADE = new AtomicInteger();

    public Warming() {
      if (MADE.getAndIncrement() == 0) {
        work(600);
      }
    }
  }

  private static void work(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  public static final class Threaded extends Hello {
    public Threaded() {
      Thread thread = new Thread(() -> {});
      thread.setDaemon(true);
      thread.start();
    }
  }

  public static final class Listening extends Hello {
    static final List<ServerSocket> OPEN = new ArrayList<>();

    public Listening() {
      try {
        OPEN.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Has another name each time that it is asked. */
  public static final class Renamed extends Hello {
    private int asked;

    @Override
    public Coordinates coordinates() {
      return new Coordinates("kit.renamed", "n" + asked++);
    }
  }

  /** Has another name in each instance. */
  public static final class Numbered extends Hello {
    static final AtomicInteger MADE = new AtomicInteger();
    private final String name = "n" + MADE.incrementAndGet();

    @Override
    public Coordinates coordinates() {
      return new Coordinates("kit.numbered", name);
    }
  }

  public static final class Nameless extends Hello {
    @Override
    public Coordinates coordinates() {
      return null;
    }
  }

  public static final class Failing extends Hello {
    @Override
    public Coordinates coordinates() {
      throw new IllegalStateException("not today");
    }
  }

  public static final class Talkative extends Hello {
    @Override
    public String description() {
      return "one\ntwo";
    }
  }

  public static final class Repeating extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.text("model", "", ""), Setting.text("model", "a", ""));
    }
  }

  public static final class Taking extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.text("slots", "", ""));
    }
  }

  public static final class Seeded extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.integer("seed", 7, ""));
    }
  }

  public static final class Refusing extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.integer("size", 0, "").where(n -> n > 0, "a whole number above 0"));
    }
  }

  public static final class Mistaking extends Hello {
    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.text("runs", "many", ""));
    }
  }

  public static final class Changing extends Hello {
    private int asked;

    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.integer("size", asked++, ""));
    }
  }

  /** Lists a constant that is not there yet. */
  public static final class Hollow extends Hello {
    @Override
    public List<Setting<?>> settings() {
      List<Setting<?>> settings = new ArrayList<>();
      settings.add(null);
      return settings;
    }
  }

  /** Has another default in each instance. */
  public static final class Varying extends Hello {
    private static final AtomicInteger MADE = new AtomicInteger();
    private final int size = MADE.incrementAndGet();

    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.integer("size", size, ""));
    }
  }

  public static final class Unitless extends Hello {
    @Override
    public String unit(Settings settings) {
      return " ";
    }
  }

  public static final class Unlisted extends Hello {
    @Override
    public String unit(Settings settings) {
      return settings.get(Setting.text("size", "", ""));
    }
  }

  public static final class Relative extends Hello {
    @Override
    public String healthPath() {
      return "health";
    }
  }
}
