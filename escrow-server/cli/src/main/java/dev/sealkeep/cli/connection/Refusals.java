package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns answers that are no success, and absent answers, into failures. */
final class Refusals {
  private Refusals() {}

  /** The failure for an answer with a status outside 200 to 299. */
  static CommandFailure of(URI base, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    Optional<Problem> problem =
        response
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.startsWith("application/problem+json"))
            .flatMap(_ -> Problem.read(response.body()));
    return problem
        .map(
            p ->
                CommandFailure.of(
                    exitCode(status),
                    what(base, status, p),
                    p.detail().filter(_ -> status != 401).orElseGet(() -> cure(status)),
                    p.rendered()))
        .orElseGet(
            () ->
                CommandFailure.of(
                    exitCode(status),
                    "%s answered with status %d and no explanation".formatted(base, status),
                    cure(status)));
  }

  private static String what(URI base, int status, Problem problem) {
    String title =
        problem.title().orElseGet(() -> "%s answered with status %d".formatted(base, status));
    return title
        + problem.code().map(" (%s)"::formatted).orElse("")
        + problem.decision().map(", decision %s"::formatted).orElse("");
  }

  private static ExitCode exitCode(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.UNAUTHORISED;
      case 404, 409, 410, 412 -> ExitCode.CONFLICT;
      case 422 -> ExitCode.REFUSED;
      case 408, 429 -> ExitCode.UNAVAILABLE;
      default -> status >= 400 && status < 500 ? ExitCode.UNUSABLE : ExitCode.UNAVAILABLE;
    };
  }

  private static String cure(int status) {
    return switch (exitCode(status)) {
      case UNAUTHORISED -> "Check --token-file; the token may be for another server or tenant.";
      case CONFLICT -> "Check the names; 'list' shows what exists.";
      case UNAVAILABLE -> "Try again in a moment; the server's log has the reason.";
      case OK, REFUSED, UNUSABLE, DEFECT, NOT_DURABLE -> "Check the command's input.";
    };
  }

  static CommandFailure slow(URI base, Duration deadline) {
    return CommandFailure.of(
        ExitCode.UNAVAILABLE,
        "%s did not answer within %d s".formatted(base, deadline.toSeconds()),
        "Check the server's load and the network, then try again.");
  }

  static CommandFailure interrupted(URI base) {
    return CommandFailure.of(ExitCode.UNAVAILABLE, "stopped waiting for " + base, "");
  }

  static CommandFailure unanswered(URI base, @Nullable Throwable cause, Duration deadline) {
    if (causedBy(cause, UnresolvedAddressException.class)) {
      return CommandFailure.of(
          ExitCode.UNAVAILABLE,
          "the name '%s' has no address".formatted(base.getHost()),
          "Check --server and the resolver.");
    }
    if (causedBy(cause, SSLException.class)) {
      return CommandFailure.of(
          ExitCode.UNAVAILABLE,
          "the TLS connection to %s failed: its certificate is not for this name or not from the"
                  .formatted(base)
              + " authority in the CA file, or it does not speak TLS 1.3",
          "Check --server and --ca; do not go on if the server should be the right one.");
    }
    if (causedBy(cause, ConnectException.class)) {
      return CommandFailure.of(
          ExitCode.UNAVAILABLE,
          "cannot connect to %s".formatted(base),
          "Check --server, and that the server runs.");
    }
    if (causedBy(cause, HttpTimeoutException.class)) {
      return slow(base, deadline);
    }
    return CommandFailure.of(
        ExitCode.UNAVAILABLE,
        "the connection to %s broke or its answer was too long".formatted(base),
        "Try again; the server's log has the reason.");
  }

  private static boolean causedBy(@Nullable Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
