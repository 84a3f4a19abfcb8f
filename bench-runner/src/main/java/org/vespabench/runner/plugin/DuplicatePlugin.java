package org.vespabench.runner.plugin;

import java.util.List;
import org.vespabench.api.Coordinates;

/**
 * Is one name for several plugins, or one plugin in several jars.
 *
 * @param coordinates what was found more than once
 * @param places class, jar and version of each, as text; two or more
 */
public record DuplicatePlugin(Coordinates coordinates, List<String> places) {
  /** Copy the places. */
  public DuplicatePlugin {
    places = List.copyOf(places);
  }

  /** Write a sentence that says what to do. */
  @Override
  public String toString() {
    return "%s is there %s, as %s: remove all but one of them"
        .formatted(
            coordinates,
            places.size() == 2 ? "twice" : places.size() + " times",
            String.join(" and as ", places));
  }
}
