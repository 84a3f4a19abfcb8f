package org.vespabench.runner.request;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Models to ask, each as often as its weight says. Immutable. */
public final class ModelMix {
  private static final Pattern WEIGHT = Pattern.compile("\\d{1,15}(\\.\\d{1,15})?|\\.\\d{1,15}");
  private static final String FORM = "write names and weights above 0, as in llama3.2:1b=3,qwen2=1";

  private final String text;
  private final List<String> names;

  /** The sum of the weights up to and with each. */
  private final double[] sums;

  private ModelMix(String text, List<String> names, double[] sums) {
    this.text = text;
    this.names = names;
    this.sums = sums;
  }

  /**
   * Read {@code a=3,b=1}; a name alone weighs 1. A weight stands behind the last {@code =} of its
   * model, as names may hold any other sign but a comma.
   *
   * @throws IllegalArgumentException if it is not of that form; for the operator
   */
  public static ModelMix parse(String text) {
    String[] parts = text.split(",", -1);
    List<String> names = new ArrayList<>();
    double[] sums = new double[parts.length];
    double sum = 0;
    for (int i = 0; i < parts.length; i++) {
      int equals = parts[i].lastIndexOf('=');
      String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip();
      if (name.isEmpty()) {
        throw fault(text, "a model's name is empty");
      }
      if (names.contains(name)) {
        throw fault(text, "'%s' is there twice".formatted(name));
      }
      names.add(name);
      sum += equals < 0 ? 1 : weight(text, name, parts[i].substring(equals + 1).strip());
      sums[i] = sum;
    }
    return new ModelMix(text, List.copyOf(names), sums);
  }

  private static double weight(String text, String name, String weight) {
    double value = WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
    if (value == 0) {
      throw fault(text, "'%s' is no weight for '%s'".formatted(weight, name));
    }
    return value;
  }

  private static IllegalArgumentException fault(String text, String what) {
    return new IllegalArgumentException("--models %s: %s; %s.".formatted(text, what, FORM));
  }

  /** Draw one. */
  public String of(RandomGenerator random) {
    int last = sums.length - 1;
    double drawn = random.nextDouble() * sums[last];
    for (int i = 0; i < last; i++) {
      if (drawn < sums[i]) {
        return names.get(i);
      }
    }
    return names.get(last);
  }

  /** List them in the order given. */
  public List<String> names() {
    return names;
  }

  /** Write it as it was read. */
  @Override
  public String toString() {
    return text;
  }
}
