package org.vespabench.runner.auth;

import com.google.gson.JsonObject;

/**
 * Says that a request carries no usable authorisation, and why. The message is fit for the caller;
 * no value of a key or a signature is in it.
 */
public final class AuthException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** The body is not one well-formed JSON value, or it is nested too deeply. */
    INVALID_JSON,

    /** The body is JSON, and has no member {@code auth_data}. */
    NO_AUTH_DATA,

    /** There is {@code auth_data}, with members that are missing or wrong. */
    INVALID_AUTH_DATA,

    /** There is good {@code auth_data}, and no member {@code payload}. */
    NO_PAYLOAD,

    /** A member is there twice. */
    REPEATED_MEMBER
  }

  private final Reason reason;

  /** What a worker answers, as text, so that nobody can change it. */
  private final String answer;

  AuthException(Reason reason, String message, JsonObject answer) {
    super(message);
    this.reason = reason;
    this.answer = answer.toString();
  }

  /** Tell what is wrong. */
  public Reason reason() {
    return reason;
  }

  /**
   * Write what a worker answers: the JSON object that names each member that is missing or wrong,
   * as in {@code {"auth_data":{"cost":"missing parameter"}}}.
   */
  public String answer() {
    return answer;
  }
}
