/**
 * The HttpClient 5 side: exchanges with their times, the decoding of streams, sessions. The only
 * package that sees HttpClient.
 */
@NullMarked
package org.vespabench.runner.http;

import org.jspecify.annotations.NullMarked;
