package org.vespabench.runner.measure;

/**
 * What a backend kept up while a number of requests was always in flight, and how sure that is.
 *
 * @param declared units per second that were asked for and done
 * @param done units per second that the backend says it did
 * @param interval of the one of both that makes the number; without an interval if the window is
 *     too short for one
 * @param concurrency how many requests were in flight
 * @param seconds how long the window was
 * @param plannedSeconds how long it should have been
 * @param batchSeconds how long each batch is that the interval comes from
 * @param effectiveBatches how many independent batches they are worth
 * @param secondsForInterval the shortest window that would have given an interval
 * @param before requests that began before the window, which are in no other figure
 * @param beforeFailed how many of these failed
 * @param failedInARow failures at the end that made it stop, else 0
 */
public record SustainedRate(
    double declared,
    double done,
    MeanInterval interval,
    int concurrency,
    double seconds,
    double plannedSeconds,
    double batchSeconds,
    double effectiveBatches,
    double secondsForInterval,
    long before,
    long beforeFailed,
    long failedInARow) {}
