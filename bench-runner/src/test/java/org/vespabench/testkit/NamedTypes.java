package org.vespabench.testkit;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

/** Takes a generic type apart. */
final class NamedTypes {
  private NamedTypes() {}

  /** List the classes that it is made of; the bounds of its variables are where those stand. */
  static Stream<Class<?>> in(Type type) {
    if (type instanceof Class<?> one) {
      return one.isArray()
          ? in(one.getComponentType())
          : Stream.<Class<?>>of(one).filter(each -> !each.isPrimitive());
    }
    if (type instanceof ParameterizedType one) {
      return Stream.concat(in(one.getRawType()), in(one.getActualTypeArguments()));
    }
    if (type instanceof GenericArrayType one) {
      return in(one.getGenericComponentType());
    }
    return type instanceof WildcardType one
        ? Stream.concat(in(one.getUpperBounds()), in(one.getLowerBounds()))
        : Stream.empty();
  }

  private static Stream<Class<?>> in(Type[] types) {
    return Arrays.stream(types).flatMap(NamedTypes::in);
  }
}
