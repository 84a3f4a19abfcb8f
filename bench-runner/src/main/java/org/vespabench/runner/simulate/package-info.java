/**
 * A backend with a known capacity and known emission times, played by a plugin's {@link
 * org.vespabench.api.BackendSimulator}.
 *
 * <h2>The model</h2>
 *
 * <p>There are {@code S} slots, given out first come first served. A request on a slot waits its
 * time to first token {@code T}; then its {@code w} units are worked off. All requests past their
 * {@code T} share the backend: each goes at {@code min(r, R / number of them)} units per second,
 * where {@code r} is the rate of one stream and {@code R} that of the whole backend. That is
 * processor sharing, computed in virtual time: the clock of all work advances at the common speed,
 * event {@code k} of a request that began at {@code V} leaves at {@code V + k}, and its end is at
 * {@code V + w}.
 *
 * <p>So a round of {@code c} equal requests lasts {@code ceil(c / S) * (T + w / r)} where {@code R}
 * does not bind, and {@code c * w / R} where it does throughout and {@code T} is zero.
 */
@NullMarked
package org.vespabench.runner.simulate;

import org.jspecify.annotations.NullMarked;
