package org.vespabench.runner.proxy;

/** How the forwarding of a request ended. */
public enum Outcome {
  /** The backend's whole reply, whatever its status, was handed to the client's connection. */
  DONE,

  /** The client went before that, and the backend's connection was closed for it. */
  CLIENT_LEFT,

  /** No connection to the backend could be had, so that it saw nothing of the request. */
  BACKEND_UNREACHABLE,

  /** The backend did not answer, or was not done, within a time limit. */
  BACKEND_TIMEOUT,

  /** The backend took the request and broke off, or answered what is no HTTP. */
  BACKEND_LOST,

  /** The request was not sent, as it asks for what is not proxied. */
  REFUSED,

  /** The proxy was closed meanwhile. */
  CLOSED
}
