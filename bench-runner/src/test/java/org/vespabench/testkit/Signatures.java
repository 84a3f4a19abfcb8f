package org.vespabench.testkit;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Writes what others can compile against, one line for each type and each public or protected
 * member, in an order that does not depend on the compiler.
 */
final class Signatures {
  private static final int SEEN = Modifier.PUBLIC | Modifier.PROTECTED;

  /** What a caller or a subclass notices; of the others synchronized is an implementation's. */
  private static final int SHOWN = SEEN | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

  private final Set<String> lines = new TreeSet<>();
  private final TreeMap<String, Class<?>> named = new TreeMap<>();

  private Signatures() {}

  /** Write the types of a package, and each type of ours that their signatures name. */
  static Signatures of(String packageName) {
    return of(
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(packageName)
                .stream()
                .filter(type -> type.getPackageName().equals(packageName))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .<Class<?>>map(JavaClass::reflect)
                .toList(),
        type -> type.getName().startsWith("org.vespabench.runner."));
  }

  static Signatures of(Collection<Class<?>> types, Predicate<Class<?>> alsoIfNamed) {
    Signatures signatures = new Signatures();
    Set<Class<?>> done = new HashSet<>();
    Deque<Class<?>> left = new ArrayDeque<>(types);
    while (!left.isEmpty()) {
      Class<?> type = left.remove();
      if (isSeen(type) && done.add(type)) {
        signatures.addType(type);
        signatures.named.values().stream().filter(alsoIfNamed).forEach(left::add);
      }
    }
    return signatures;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** List every type that occurs in a signature, by name. */
  Collection<Class<?>> named() {
    return named.values();
  }

  private static boolean isSeen(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    boolean isHere = (type.getModifiers() & SEEN) != 0 && !type.isAnonymousClass();
    return isHere && (outer == null || isSeen(outer));
  }

  private void addType(Class<?> type) {
    add(type, type, modifiers(type.getModifiers()) + kind(type) + parameters(type) + parents(type));
    members(type.getDeclaredFields()).forEach(field -> add(type, field, text(field)));
    members(type.getDeclaredConstructors())
        .forEach(constructor -> add(type, constructor, text(constructor)));
    members(type.getDeclaredMethods()).forEach(method -> add(type, method, text(method)));
  }

  // A deprecation has a line of its own, so that it only adds one.
  private void add(Class<?> type, AnnotatedElement element, String text) {
    lines.add(type.getName() + ": " + text);
    if (element.isAnnotationPresent(Deprecated.class)) {
      lines.add(type.getName() + ": deprecated " + text);
    }
  }

  private static <M extends Member> Stream<M> members(M[] all) {
    return Arrays.stream(all)
        .filter(member -> (member.getModifiers() & SEEN) != 0 && !member.isSynthetic());
  }

  private static String modifiers(int all) {
    String text = Modifier.toString(all & SHOWN & ~Modifier.INTERFACE);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    return type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
  }

  private String parents(Class<?> type) {
    StringBuilder text = new StringBuilder();
    if (type.isRecord()) {
      text.append(
          Arrays.stream(type.getRecordComponents())
              .map(one -> name(one.getGenericType()) + " " + one.getName())
              .collect(joining(", ", "(", ")")));
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null && parent != Object.class && !type.isRecord() && !type.isEnum()) {
      text.append(" extends ").append(name(parent));
    }
    if (type.getInterfaces().length > 0) {
      String word = type.isInterface() ? " extends " : " implements ";
      text.append(word).append(names(type.getGenericInterfaces()));
    }
    return text.toString();
  }

  private String text(Field field) {
    String constant = field.isEnumConstant() ? "constant " : "";
    String type = field.isEnumConstant() ? "" : name(field.getGenericType()) + " ";
    return constant + modifiers(field.getModifiers()) + type + field.getName();
  }

  private String text(Constructor<?> constructor) {
    return modifiers(constructor.getModifiers())
        + parameters(constructor)
        + "new"
        + rest(constructor);
  }

  private String text(Method method) {
    return modifiers(method.getModifiers())
        + (method.isDefault() ? "default " : "")
        + parameters(method)
        + name(method.getGenericReturnType())
        + " "
        + method.getName()
        + rest(method);
  }

  private String rest(Executable executable) {
    String arguments = names(executable.getGenericParameterTypes());
    if (executable.isVarArgs()) {
      arguments = arguments.substring(0, arguments.length() - "[]".length()) + "...";
    }
    Type[] thrown = executable.getGenericExceptionTypes();
    return "(" + arguments + ")" + (thrown.length == 0 ? "" : " throws " + names(thrown));
  }

  private String parameters(GenericDeclaration of) {
    List<String> texts = new ArrayList<>();
    for (TypeVariable<?> one : of.getTypeParameters()) {
      boolean isFree = Arrays.equals(one.getBounds(), new Type[] {Object.class});
      String bounds = Arrays.stream(one.getBounds()).map(this::name).collect(joining(" & "));
      texts.add(one.getName() + (isFree ? "" : " extends " + bounds));
    }
    String space = of instanceof Class<?> ? "" : " ";
    return texts.isEmpty() ? "" : "<" + String.join(", ", texts) + ">" + space;
  }

  private String names(Type[] types) {
    return Arrays.stream(types).map(this::name).collect(joining(", "));
  }

  private String name(Type type) {
    NamedTypes.in(type).forEach(one -> named.put(one.getName(), one));
    return type.getTypeName().replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
  }
}
