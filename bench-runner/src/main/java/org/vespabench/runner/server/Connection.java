package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ServerHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexer;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestConformance;
import org.apache.hc.core5.http.protocol.RequestValidateHost;
import org.apache.hc.core5.http.protocol.ResponseConformance;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.http.protocol.ResponseDate;
import org.apache.hc.core5.http.protocol.ResponseServer;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is one client's connection. It adds to httpcore5 that a client which closes its end has gone,
 * also while it waits for an answer, so that nobody works on for it.
 */
final class Connection extends ServerHttp1IOEventHandler {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private static final HttpProcessor PROCESSOR =
      HttpProcessorBuilder.create()
          .addAll(
              ResponseConformance.INSTANCE,
              ResponseDate.INSTANCE,
              new ResponseServer("vespa-bench"),
              ResponseContent.INSTANCE,
              Connection::keepOrClose)
          .addAll(RequestValidateHost.INSTANCE, RequestConformance.INSTANCE)
          .build();

  /** Bytes that are not ASCII pass as they are. */
  private static final CharCodingConfig BYTES =
      CharCodingConfig.custom().setCharset(StandardCharsets.ISO_8859_1).build();

  private final Activity activity;
  private final HttpServer server;

  private Connection(ServerHttp1StreamDuplexer duplexer, Activity activity, HttpServer server) {
    super(duplexer);
    this.activity = activity;
    this.server = server;
  }

  static Connection of(ProtocolIOSession session, HttpServer server) {
    Activity activity = new Activity(session, server);
    Http1Config http = server.options().http();
    ServerHttp1StreamDuplexerFactory exchanges =
        new ServerHttp1StreamDuplexerFactory(
            new Ending(activity),
            (request, context) -> new Exchange(server.handler(), activity, server.bodyRoom()),
            http,
            BYTES,
            null,
            () -> new HeadParser(http, activity, server.options().maxHeadBytes()),
            null,
            null,
            trouble -> log.debug("exchange failed", trouble));
    return new Connection(exchanges.create(server.options().scheme(), session), activity, server);
  }

  /**
   * httpcore5's own would close after 400, 501 and 503 as well: behind a proxy, an overloaded
   * backend would cost each of its clients the connection.
   */
  private static void keepOrClose(
      HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
    HttpRequest request = HttpCoreContext.cast(context).getRequest();
    if (request == null || response.containsHeader(HttpHeaders.CONNECTION)) {
      return;
    }
    boolean untilClosed = isOld(context) && entity != null && entity.getContentLength() < 0;
    if (untilClosed || isLast(request, context)) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
    } else if (connection(request).contains("keep-alive")) {
      response.setHeader(HttpHeaders.CONNECTION, "keep-alive");
    }
  }

  private static boolean isLast(HttpRequest request, HttpContext context) {
    String wish = connection(request);
    return wish.contains("close") || (isOld(context) && !wish.contains("keep-alive"));
  }

  private static boolean isOld(HttpContext context) {
    return context.getProtocolVersion().lessEquals(HttpVersion.HTTP_1_0);
  }

  private static String connection(HttpMessage message) {
    Header header = message.getFirstHeader(HttpHeaders.CONNECTION);
    return header == null || header.getValue() == null
        ? ""
        : header.getValue().toLowerCase(Locale.ROOT);
  }

  /** Adds that after a last request, or reply, no more is read: RFC 9112, 9.6. */
  private record Ending(Activity activity) implements HttpProcessor {
    @Override
    public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context)
        throws HttpException, IOException {
      PROCESSOR.process(request, entity, context);
      if (isLast(request, context)) {
        activity.takeNoMore();
      }
    }

    @Override
    public void process(HttpResponse response, @Nullable EntityDetails entity, HttpContext context)
        throws HttpException, IOException {
      PROCESSOR.process(response, entity, context);
      if (connection(response).contains("close")) {
        activity.takeNoMore();
      }
    }
  }

  Activity activity() {
    return activity;
  }

  @Override
  public void connected(IOSession session) throws IOException {
    server.opened(this);
    super.connected(session);
  }

  @Override
  public void disconnected(IOSession session) {
    server.closed(this);
    super.disconnected(session);
  }

  @Override
  public void inputReady(IOSession session, ByteBuffer bytes) throws IOException {
    super.inputReady(session, bytes);
    // At the end of the client's input httpcore5 only stops to take more: it is no longer open.
    if (!isOpen() && activity.hasUnended()) {
      activity.reset();
    }
  }
}
