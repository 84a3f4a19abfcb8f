package org.vespabench.runner.relay;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.proxy.ForwardListener;
import org.vespabench.runner.proxy.ForwardedRequest;
import org.vespabench.runner.proxy.Outcome;
import org.vespabench.runner.proxy.ReverseProxy;
import org.vespabench.runner.route.NamedWorker;
import org.vespabench.runner.route.Ticket;
import org.vespabench.runner.route.WorkerSearch;
import org.vespabench.runner.server.RequestBody;
import org.vespabench.runner.server.ServerReply;
import org.vespabench.runner.server.ServerRequest;

/**
 * One request on its way through the relay: read, priced, routed, passed on. Its steps follow one
 * another, each on the thread on which the last one ended; only that the client has gone may come
 * at any time.
 */
final class RelayedRequest implements ForwardListener {
  private static final Logger log = LoggerFactory.getLogger(RelayedRequest.class);

  /** Asks what the server itself can do, and not of any path. */
  private static final String SERVER_ITSELF = "*";

  private final Outbound outbound;
  private final ServerRequest head;
  private final ServerReply reply;
  private final long startNanos;
  private final AtomicBoolean told = new AtomicBoolean();

  /** Set before the search is looked at, as that is set before this is looked at. */
  private volatile boolean left;

  private volatile @Nullable WorkerSearch search;

  /** From then on the proxy knows how it ends. */
  private volatile boolean forwarded;

  // Written by one step, read by the next.
  private volatile byte[] body = new byte[0];
  private volatile double cost;
  private volatile String worker = "";
  private volatile int status;

  RelayedRequest(Outbound outbound, ServerRequest head, ServerReply reply) {
    this.outbound = outbound;
    this.head = head;
    this.reply = reply;
    this.startNanos = outbound.nanos();
  }

  void start(RequestBody requestBody) {
    outbound.began(this);
    reply.onClosed(this::clientLeft);
    Optional<Refusal> refusal = refusal(); // before a worker is taken for it
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return;
    }
    int limit = outbound.options().maxBodyBytes();
    requestBody.gather(limit, this::gathered, () -> refuse(Refusal.tooLarge(limit)));
  }

  private Optional<Refusal> refusal() {
    return ForeignPage.refusal(head)
        .map(Refusal::foreign)
        .or(this::withoutPath)
        .or(() -> ForwardedRequest.of(head, body).refusal().map(Refusal::notProxied));
  }

  private Optional<Refusal> withoutPath() {
    return head.target().equals(SERVER_ITSELF)
        ? Optional.of(
            Refusal.badRequest(
                "no_path",
                "%s * names no path that a worker could be asked for. Name one, for example /v1/models."
                    .formatted(head.method())))
        : Optional.empty();
  }

  private void gathered(byte[] bytes) {
    body = bytes;
    try {
      outbound.read(this::read);
    } catch (RejectedExecutionException e) {
      refuse(Refusal.stopping());
    }
  }

  private void read() {
    try {
      priced().ifPresentOrElse(this::refuse, this::search);
    } catch (RuntimeException | Error e) { // on this thread nobody would hear of it
      broken(e);
    }
  }

  private Optional<Refusal> priced() {
    if (outbound.isStopping()) {
      return Optional.of(Refusal.stopping());
    }
    Optional<String> trouble = isEnveloped() ? notJson() : Optional.empty();
    if (trouble.isPresent()) {
      return trouble.map(why -> Refusal.badRequest("invalid_json", why));
    }
    try {
      cost = RequestCost.of(head, body, outbound.options().pricing());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(Refusal.badRequest("invalid_cost", String.valueOf(e.getMessage())));
    }
  }

  private Optional<String> notJson() {
    return body.length == 0
        ? Optional.empty()
        : JsonText.trouble(body)
            .map(
                why ->
                    "the body is not JSON: %s (Content-Type: %s). Only JSON passes to a worker."
                        .formatted(why, head.header("Content-Type").orElse("none")));
  }

  private void search() {
    WorkerSearch one = outbound.search(cost);
    search = one;
    if (left || outbound.isStopping()) {
      one.cut();
    }
    var unused = one.start().thenAccept(this::searched).exceptionally(this::broken);
  }

  private void searched(WorkerSearch one) {
    one.failure().ifPresent(failure -> refuse(Refusal.of(failure)));
    one.worker().ifPresent(this::toWorker);
  }

  private void toWorker(NamedWorker named) {
    var unused =
        outbound
            .to(named.url())
            .handle(
                (proxy, thrown) -> {
                  if (outbound.isStopping()) {
                    refuse(Refusal.stopping());
                  } else if (thrown != null) {
                    refuse(Refusal.unreachable(message(thrown)));
                  } else {
                    forward(proxy, named);
                  }
                  return null;
                })
            .exceptionally(this::broken);
  }

  private void forward(ReverseProxy proxy, NamedWorker named) {
    if (left) {
      return;
    }
    worker = named.name();
    ForwardedRequest request = request(named.ticket());
    body = new byte[0]; // which may be large, and the reply take long
    forwarded = true;
    proxy.forward(request, reply, this);
  }

  /** The client's key is for whom it takes this for: a made-up one, or a real one of another. */
  private ForwardedRequest request(Ticket ticket) {
    if (!isEnveloped()) {
      return withoutOurs(ForwardedRequest.of(head, body)).withTarget(ticket.inQuery(head.path()));
    }
    byte[] payload = body.length == 0 ? new byte[] {'{', '}'} : body;
    return withoutOurs(ForwardedRequest.of(head, ticket.envelope(payload)))
        .withTarget(head.path())
        .withHeader("Content-Type", "application/json");
  }

  private static ForwardedRequest withoutOurs(ForwardedRequest request) {
    return request.withoutHeader("Authorization").withoutHeader(RequestCost.HEADER).atMostOnce();
  }

  private boolean isEnveloped() {
    return switch (head.method()) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  private @Nullable Void broken(Throwable thrown) {
    log.warn("a request could not be relayed", thrown);
    refuse(Refusal.failed(thrown));
    return null;
  }

  private static String message(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
    return String.valueOf(cause == null ? thrown : cause.getMessage());
  }

  /** End the search for a worker; one that has it is left by its proxy. */
  void stop() {
    WorkerSearch one = search;
    if (one != null) {
      one.cut();
    }
  }

  private void clientLeft() {
    left = true;
    stop();
    if (!forwarded) {
      tell("the client went before the reply's end");
    }
  }

  private void refuse(Refusal refusal) {
    if (left) {
      return;
    }
    status = refusal.status();
    refusal.send(reply);
    tell(refusal.message());
  }

  @Override
  public void head(int status, long atNanos) {
    this.status = status;
  }

  @Override
  public void ended(Outcome outcome, String why, long atNanos) {
    boolean refused = outcome != Outcome.DONE && outcome != Outcome.CLIENT_LEFT;
    if (refused && status == 0) {
      status = Refusal.of(outcome, why).status();
    }
    tell(why);
  }

  private void tell(String trouble) {
    if (told.compareAndSet(false, true)) {
      outbound.ended(this);
      String path = head.path().replaceFirst("\\?.*", "");
      outbound
          .options()
          .observer()
          .accept(
              new Relayed(
                  head.method(), path, status, worker, cost, outbound.since(startNanos), trouble));
    }
  }
}
