package org.vespabench.runner.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Hears of Ctrl-C each time that it is pressed. A shutdown hook hears of the first alone. By
 * reflection, as {@code sun.misc.Signal}, which every common JVM has, is part of no standard.
 */
final class Signals {
  private Signals() {}

  /**
   * Run this whenever somebody presses Ctrl-C, in place of ending the program.
   *
   * @return false if this JVM does not let us
   */
  static boolean onInterrupt(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> called(self, method, arguments, action));
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, proxy);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static @Nullable Object called(
      Object self, Method method, Object[] arguments, Runnable action)
      throws InvocationTargetException {
    switch (method.getName()) {
      case "handle" -> action.run();
      case "equals" -> {
        return self == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(self);
      }
      case "toString" -> {
        return "bench's handler of Ctrl-C";
      }
      default -> throw new InvocationTargetException(null, "unknown method " + method);
    }
    return null;
  }
}
