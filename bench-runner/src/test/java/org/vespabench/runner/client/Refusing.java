package org.vespabench.runner.client;

import java.lang.reflect.Proxy;

/** Makes beans that say no to everything, as beans may. */
final class Refusing {
  private Refusing() {}

  static <T> T bean(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader() == null ? Refusing.class.getClassLoader() : type.getClassLoader(),
            new Class<?>[] {type},
            (bean, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
