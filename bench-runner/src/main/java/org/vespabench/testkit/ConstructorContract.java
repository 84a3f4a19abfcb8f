package org.vespabench.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.vespabench.api.Benchmark;

/**
 * Checks that a plugin can be listed: that making one is possible, and does nothing.
 *
 * <p>What a constructor started is seen from outside only, where others start things as well. So
 * several are made in a row, several times over: what grows by one for each, every time, is theirs.
 */
final class ConstructorContract {
  private static final int ROW = 10;
  private static final int ROWS = 3;

  /** Of {@link #ROW} constructors the fastest must meet it, so that no pause of the JVM counts. */
  private static final long MOST_MILLIS = 20;

  /** Of the very first, which loads and initialises classes: of two the faster must meet it. */
  private static final long MOST_FIRST_MILLIS = 500;

  private static final int FIRST_TRIES = 2;

  private final Subject subject;

  ConstructorContract(Subject subject) {
    this.subject = subject;
  }

  void check() {
    Constructor<?> constructor = constructor();
    isQuick(constructor);
    isQuickAtFirst();
    startsNothing(
        constructor,
        ManagementFactory.getThreadMXBean()::getTotalStartedThreadCount,
        "starts a thread. Start it in run, if at all, and end it there");
    startsNothing(
        constructor,
        ConstructorContract::openFiles,
        "leaves a file or a socket open. Open it in run, if at all, and close it there");
  }

  /** Make another instance. */
  Benchmark another() {
    return make(constructor());
  }

  private Constructor<?> constructor() {
    Class<?> type = subject.plugin().getClass();
    try {
      Constructor<?> constructor = type.getConstructor();
      if (Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers())) {
        return constructor;
      }
    } catch (NoSuchMethodException e) {
      // told below, as for a class that is not public
    }
    throw subject.broken(
        "it is not a public class with a public constructor without parameters, so that no services"
            + " file can name it. Make both public, and let values come from settings()");
  }

  private Benchmark make(Constructor<?> constructor) {
    try {
      return (Benchmark) constructor.newInstance();
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw subject.broken(
          cause, "its constructor failed: %s. Do in run what can fail", String.valueOf(cause));
    } catch (ReflectiveOperationException e) {
      throw subject.broken(e, "its constructor cannot be called: %s", e);
    }
  }

  private void isQuick(Constructor<?> constructor) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < ROW; i++) {
      long began = System.nanoTime();
      make(constructor);
      fastest = Math.min(fastest, System.nanoTime() - began);
      if (fastest <= TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS)) {
        return;
      }
    }
    throw subject.broken(
        "its constructor takes %d ms, and more than %d ms each of %d times. Every command makes one"
            + " of each plugin: do the work in run, or when it is first needed",
        TimeUnit.NANOSECONDS.toMillis(fastest), MOST_MILLIS, ROW);
  }

  /** By now its class is initialised: only with its classes loaded anew there is a first one. */
  private void isQuickAtFirst() {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < FIRST_TRIES; i++) {
      OptionalLong nanos = nanosOfTheFirst();
      if (nanos.isEmpty()
          || nanos.getAsLong() <= TimeUnit.MILLISECONDS.toNanos(MOST_FIRST_MILLIS)) {
        return;
      }
      fastest = Math.min(fastest, nanos.getAsLong());
    }
    throw subject.broken(
        "the first that is made takes %d ms, with what its class does when it is initialised, and"
            + " more than %d ms each of %d times. Every command makes one of each plugin: do the"
            + " work in run, or when it is first needed",
        TimeUnit.NANOSECONDS.toMillis(fastest), MOST_FIRST_MILLIS, FIRST_TRIES);
  }

  /** Empty if its classes can be loaded only once: some bring native code, or register a name. */
  private OptionalLong nanosOfTheFirst() {
    long began = System.nanoTime();
    try {
      Optional<Class<?>> type = FreshLoader.load(subject.plugin().getClass());
      if (type.isEmpty()) {
        return OptionalLong.empty();
      }
      type.get().getConstructor().newInstance();
      return OptionalLong.of(System.nanoTime() - began);
    } catch (ReflectiveOperationException | LinkageError e) {
      return OptionalLong.empty();
    }
  }

  private void startsNothing(Constructor<?> constructor, LongSupplier count, String what) {
    for (int row = 0; row < ROWS; row++) {
      long before = count.getAsLong();
      for (int i = 0; i < ROW; i++) {
        make(constructor);
      }
      if (count.getAsLong() - before < ROW) {
        return;
      }
    }
    throw subject.broken("its constructor %s: plugins are made to be listed", what);
  }

  /** Count them; zero where the system does not tell. */
  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
