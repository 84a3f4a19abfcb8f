/**
 * The worker: a reverse proxy in front of one backend, which measures the backend at start-up, then
 * serves what an autoscaler signed, meters it, and reports.
 *
 * <p>A request passes {@link org.vespabench.runner.worker.Intake}, which decides whether it is
 * taken, and {@link org.vespabench.runner.worker.Admission}, which decides when the backend gets
 * it.
 */
@NullMarked
package org.vespabench.runner.worker;

import org.jspecify.annotations.NullMarked;
