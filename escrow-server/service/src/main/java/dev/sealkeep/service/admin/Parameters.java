package dev.sealkeep.service.admin;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.http.MediaTypes;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Parses what administrative requests bring; anything else is a malformed request. */
final class Parameters {
  private Parameters() {}

  static String name(RoutingContext context, String parameter) {
    return name(parameter, path(context, parameter));
  }

  private static String name(String what, String value) {
    return Name.parse(value)
        .map(Name::value)
        .orElseThrow(() -> malformed(what + " must match " + Name.SYNTAX + "."));
  }

  private static String path(RoutingContext context, String parameter) {
    String value = context.pathParam(parameter);
    return value == null ? "" : value;
  }

  static DecisionId decision(RoutingContext context) {
    return DecisionId.parse(path(context, "decision"))
        .orElseThrow(() -> malformed("A decision id is 32 lower-case hex digits."));
  }

  static Digest digest(RoutingContext context) {
    return LowerHex.decode(path(context, "digest"))
        .filter(bytes -> bytes.length == Digest.SHA256_BYTES)
        .map(Digest::of)
        .orElseThrow(() -> malformed("A digest is 64 lower-case hex digits."));
  }

  static long number(
      RoutingContext context, String parameter, long otherwise, long least, long most) {
    String text = context.request().getParam(parameter);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw malformed("%s must be a number from %d to %d.".formatted(parameter, least, most));
  }

  /** The body as strict UTF-8 text of the media type text/plain. */
  static String text(RoutingContext context) {
    MediaTypes.require(context, "text/plain");
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body(context).getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("The body is not valid UTF-8.");
    }
  }

  /**
   * The body as a JSON object with no member but {@code known} and none that is null, so that what
   * its sender failed to fill in is not taken for left out; empty if there is no body.
   */
  static JsonObject object(RoutingContext context, Set<String> known) {
    Buffer body = body(context);
    if (body.length() == 0) {
      return new JsonObject();
    }
    MediaTypes.require(context, "application/json");
    try {
      JsonObject object = new JsonObject(body);
      for (String member : object.fieldNames()) {
        if (!known.contains(member)) {
          throw malformed("Unknown member '" + member + "'; known are " + known + ".");
        }
        if (object.getValue(member) == null) {
          throw malformed("The member '" + member + "' is null: give it a value or leave it out.");
        }
      }
      return object;
    } catch (DecodeException e) {
      throw malformed("The body is not a JSON object.");
    }
  }

  static String name(JsonObject object, String member) {
    return name(member, string(object, member).orElseThrow(() -> missing(member)));
  }

  static Optional<String> string(JsonObject object, String member) {
    return switch (object.getValue(member)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw malformed(member + " must be a string.");
    };
  }

  static int integer(JsonObject object, String member, int otherwise, int least, int most) {
    return switch (object.getValue(member)) {
      case null -> otherwise;
      case Integer number when number >= least && number <= most -> number;
      default ->
          throw malformed("%s must be a number from %d to %d.".formatted(member, least, most));
    };
  }

  /** A secret in base64url. */
  static Optional<SecretBytes> secret(JsonObject object, String member, int least, int most) {
    return string(object, member)
        .map(
            text ->
                Base64Url.decode(text)
                    .filter(bytes -> bytes.length >= least && bytes.length <= most)
                    .map(SecretBytes::owning)
                    .orElseThrow(
                        () ->
                            malformed(
                                "%s must be base64url of %d to %d bytes."
                                    .formatted(member, least, most))));
  }

  private static Buffer body(RoutingContext context) {
    return Buffer.buffer(BodyReader.of(context));
  }

  private static ProblemException missing(String member) {
    return malformed("The member '" + member + "' is missing.");
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.Kind.MALFORMED_REQUEST, detail);
  }
}
