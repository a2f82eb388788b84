package dev.sealkeep.service.collateral;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import dev.sealkeep.service.collateral.vendor.VendorPaths.Encoding;
import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.UnsentAnswers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Answers GET and HEAD on the vendors' own paths from the service, so that guests, hosts and other
 * verifiers can point at this server. Only the paths of known items reach a vendor, and the
 * strangers' budget holds here too. What is answered is as trustworthy as its signatures, no more.
 */
public final class CollateralProxy {
  private static final int BUDGET_RETRY_SECONDS = 60;
  private static final int RETRY_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CollateralService service;

  /** A proxy before {@code service}. */
  public CollateralProxy(CollateralService service) {
    this.service = service;
  }

  /** Routes {@code /collateral/amd/…} and {@code /collateral/intel/…}. */
  public void mount(Router router) {
    for (Vendor vendor : Vendor.values()) {
      String prefix = "/collateral/" + vendor.word();
      router.get(prefix + "/*").handler(request -> answer(request, prefix, Optional.of(vendor)));
      router.head(prefix + "/*").handler(request -> answer(request, prefix, Optional.of(vendor)));
    }
  }

  /** Routes the vendors' bare paths, for a listener of their own. */
  public void mountBare(Router router) {
    router.get().handler(request -> answer(request, "", Optional.empty()));
    router.head().handler(request -> answer(request, "", Optional.empty()));
  }

  private void answer(RoutingContext request, String prefix, Optional<Vendor> vendor) {
    // As it came, neither decoded nor normalised: an item's path has one spelling.
    String raw = request.request().path();
    String path = raw != null && raw.startsWith(prefix) ? raw.substring(prefix.length()) : "";
    String query = request.request().query();
    Optional<CollateralId> id =
        VendorPaths.parse(path, query == null ? "" : query)
            .filter(item -> vendor.filter(v -> v != VendorPaths.of(item).vendor()).isEmpty());
    if (id.isEmpty()) {
      Reply.problem(
          request,
          Problem.of(Problem.Kind.NOT_FOUND, "No vendor publishes anything at this path."));
      return;
    }
    Encoding encoding = VendorPaths.encoding(path, query == null ? "" : query);
    Delivery.of(
        request,
        service.lookup(id.get(), PATIENCE),
        outcome -> send(request, encoding, outcome),
        failure -> Reply.failure(request, failure));
  }

  private static void send(RoutingContext request, Encoding encoding, FetchOutcome outcome) {
    switch (outcome) {
      case FetchOutcome.Found(PublishedItem item) -> send(request, encoding, item);
      case FetchOutcome.Absent absent ->
          Reply.problem(
              request, Problem.of(Problem.Kind.NOT_FOUND, "The vendor has no such item."));
      case FetchOutcome.Failed(FetchFault fault) ->
          Reply.problem(
              request,
              Problem.of(
                      Problem.Kind.COLLATERAL_UNAVAILABLE,
                      "The item cannot be had now: " + fault.meaning() + ".")
                  .withRetryAfter(
                      fault == FetchFault.OVER_BUDGET ? BUDGET_RETRY_SECONDS : RETRY_SECONDS));
    }
  }

  private static void send(RoutingContext request, Encoding encoding, PublishedItem item) {
    byte[] body = encoded(encoding, item.body());
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .putHeader("content-type", mediaType(encoding, item))
        .putHeader("cache-control", "no-store");
    if (!item.issuerChain().isEmpty()) {
      PublishedItem.chainHeader(item.id())
          .ifPresent(name -> response.putHeader(name, item.issuerChain()));
    }
    if (request.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("content-length", Integer.toString(body.length)).end();
    } else {
      UnsentAnswers.end(request, Buffer.buffer(body));
    }
  }

  private static byte[] encoded(Encoding encoding, byte[] der) {
    return switch (encoding) {
      case PLAIN -> der;
      case HEXADECIMAL -> HexFormat.of().formatHex(der).getBytes(StandardCharsets.US_ASCII);
      case PEM ->
          ("-----BEGIN X509 CRL-----\n"
                  + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                  + "\n-----END X509 CRL-----\n")
              .getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static String mediaType(Encoding encoding, PublishedItem item) {
    return switch (encoding) {
      case PLAIN -> item.contentType();
      case HEXADECIMAL -> "text/plain; charset=utf-8";
      case PEM -> "application/x-pem-file";
    };
  }
}
