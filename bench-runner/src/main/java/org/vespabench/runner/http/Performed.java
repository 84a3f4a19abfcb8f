package org.vespabench.runner.http;

import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.runner.measure.Exchange;

/** What became of a request, once it is over. */
public interface Performed {
  /** Tell what was measured. */
  Exchange exchange();

  /** Tell the first reply of the backend, null if there was none. */
  @Nullable HttpReply reply();
}
