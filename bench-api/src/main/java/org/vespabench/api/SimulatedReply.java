package org.vespabench.api;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Is a reply to fill in. Implemented by the runner; immutable: each method returns a filled copy.
 *
 * <p>Functions of two durations get the time that the request waited for a slot and the time that
 * the slot worked on it.
 *
 * @since 0.1
 */
public interface SimulatedReply {
  /**
   * Tell where an answer ends whose length the request leaves open: models stop when they have said
   * what they had to say. Without {@code --lengths} that is the length asked for.
   *
   * @param asked the most that the request allows, above 0
   * @return 1 to {@code asked}; the same for every call about one reply
   */
  int length(int asked);

  /**
   * Answer at once, with 200.
   *
   * @param body JSON, never null
   * @return a copy, never null
   */
  SimulatedReply now(String body);

  /**
   * Refuse at once.
   *
   * @param status 400 to 599
   * @param body never null
   * @return a copy, never null
   */
  SimulatedReply error(int status, String body);

  /**
   * Answer with 200 when a slot has done the work.
   *
   * @param units work, above 0
   * @param body makes the body, never null
   * @return a copy, never null
   */
  SimulatedReply work(double units, BiFunction<Duration, Duration, String> body);

  /**
   * Stream one event for each unit, as a slot does it, then the last ones. The runner frames them
   * as server-sent events.
   *
   * @param units how many, zero or more
   * @param event makes the data of event {@code i}, from 0
   * @param last the data of what follows: usage, an end mark
   * @return a copy, never null
   */
  SimulatedReply stream(int units, IntFunction<String> event, String... last);

  /**
   * Answer at once with the id of a new job, and let a slot do its work afterwards.
   *
   * @param units work, above 0
   * @param body makes the body from the job's id, never null
   * @return a copy, never null
   */
  SimulatedReply startJob(double units, Function<String, String> body);

  /**
   * Answer at once how a job stands.
   *
   * @param id as given by {@link #startJob}, or anything else
   * @param unfinished the body while it waits or runs, and for an unknown id; never null
   * @param finished makes the body once it is done, never null
   * @return a copy, never null
   */
  SimulatedReply job(String id, String unfinished, BiFunction<Duration, Duration, String> finished);

  /**
   * Drop a job, whether it waits or runs, and answer at once.
   *
   * @param id as given by {@link #startJob}, or anything else
   * @param body never null
   * @return a copy, never null
   */
  SimulatedReply cancelJob(String id, String body);

  /**
   * Add a header.
   *
   * @param name never null
   * @param value never null
   * @return a copy, never null
   */
  SimulatedReply header(String name, String value);

  /**
   * Add a header that tells times.
   *
   * @param name never null
   * @param value makes the value when the reply starts, never null
   * @return a copy, never null
   */
  SimulatedReply header(String name, BiFunction<Duration, Duration, String> value);
}
