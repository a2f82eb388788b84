package dev.sealkeep.service.http;

import io.vertx.ext.web.RoutingContext;

/** Holds requests to the media types that the API describes. */
public final class MediaTypes {
  private MediaTypes() {}

  /**
   * Lets a request through whose body is of {@code type}, parameters such as a charset aside.
   *
   * @throws ProblemException otherwise
   */
  public static void require(RoutingContext context, String type) {
    String given = context.request().getHeader("content-type");
    if (given == null || !given.split(";", 2)[0].strip().equalsIgnoreCase(type)) {
      throw new ProblemException(
          Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "Send the body as " + type + ".");
    }
  }
}
