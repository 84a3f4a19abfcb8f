package org.vespabench.runner.loadtest;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Stage;

/** Knows how many connections the system lets this process have: each is an open file. */
final class OpenFiles {
  /** Jars, sockets of the client's own, files of results. */
  private static final long OTHERS = 100;

  private OpenFiles() {}

  /** Tell how many files may be open; {@link Long#MAX_VALUE} where nobody says. */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** Warn if so many are fewer than the requests that the stages may have in flight. */
  static Optional<String> warning(List<Stage> stages, long limit) {
    long most = stages.stream().flatMapToLong(OpenFiles::inFlight).max().orElse(0);
    return most + OTHERS <= limit
        ? Optional.empty()
        : Optional.of(
            "warning: %d requests may be in flight, and this process may open %d files (ulimit -n), of which each takes one: raise it, for example with ulimit -n %d, or requests will fail to connect"
                .formatted(most, limit, 2 * (most + OTHERS)));
  }

  /** An open loop without a limit may have any number: nothing can be said before. */
  private static LongStream inFlight(Stage stage) {
    if (stage.shape() instanceof LoadShape.Closed closed) {
      return LongStream.of(Math.min(closed.concurrency(), stage.limits().total()));
    }
    int most = stage.limits().maxInFlight();
    return most == Limits.UNLIMITED
        ? LongStream.empty()
        : LongStream.of(Math.min(most, stage.limits().total()));
  }
}
