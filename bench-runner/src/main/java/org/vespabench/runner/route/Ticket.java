package org.vespabench.runner.route;

import com.google.gson.JsonObject;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.AuthException;
import org.vespabench.runner.auth.AuthQuery;
import org.vespabench.runner.auth.Envelope;

/**
 * What a request shows its worker: the six members of the autoscaler's answer, each value as it was
 * written there.
 */
public final class Ticket {
  /** Kept beside what was read of it, as a number and its text are not the same in JSON. */
  private final JsonObject json;

  private final AuthData authData;

  private Ticket(JsonObject json, AuthData authData) {
    this.json = json;
    this.authData = authData;
  }

  /**
   * Take it.
   *
   * @param json has the six members, none of which is an object or a list; must not be changed
   * @throws BenchmarkException if a number is none that a worker could read
   */
  static Ticket of(JsonObject json) {
    try {
      return new Ticket(
          json,
          new AuthData(
              text(json, "cost"),
              text(json, "endpoint"),
              text(json, "reqnum"),
              text(json, "request_idx"),
              text(json, "signature"),
              text(json, "url")));
    } catch (AuthException e) {
      throw new BenchmarkException("the autoscaler names a worker, but its " + e.getMessage(), e);
    }
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  /** Put it into an envelope, beside a payload of JSON in UTF-8 that is taken byte for byte. */
  public byte[] envelope(byte[] payload) {
    return Envelope.write(json, payload);
  }

  /** Add it to the query of a path, which is all that a request without a body has. */
  public String inQuery(String path) {
    return path + (path.indexOf('?') < 0 ? '?' : '&') + AuthQuery.write(authData);
  }

  /** Leave the signature out: whoever has it can send the request again. */
  @Override
  public String toString() {
    return "Ticket[" + authData.requestIdxToken() + "]";
  }
}
