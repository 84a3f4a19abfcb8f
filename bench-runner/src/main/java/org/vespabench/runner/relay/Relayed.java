package org.vespabench.runner.relay;

import java.time.Duration;

/**
 * A request that has ended.
 *
 * @param method as the client sent it
 * @param path without its query, where keys may be
 * @param status what the client was answered; 0 if it went before
 * @param worker who had it, a URL; empty if nobody
 * @param cost what it was routed for, in units; 0 if it was not
 * @param elapsed from its head until the end of the reply
 * @param trouble why the client did not get a worker's whole reply; empty if it did
 */
public record Relayed(
    String method,
    String path,
    int status,
    String worker,
    double cost,
    Duration elapsed,
    String trouble) {}
