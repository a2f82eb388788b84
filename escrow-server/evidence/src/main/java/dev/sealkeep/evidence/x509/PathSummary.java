package dev.sealkeep.evidence.x509;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a path that held, to ask later whether it still does. Without the issuers' keys
 * the signature of a list is not checked: that a certificate is on it is enough to refuse.
 *
 * @param rootSpkiSha256 64 lower-case hex digits
 * @param notAfter when the first certificate expires
 * @param certificates all of the path's
 */
public record PathSummary(
    String rootSpkiSha256, Instant notAfter, List<IssuedSerial> certificates) {
  /** Copies the list. */
  public PathSummary {
    certificates = List.copyOf(certificates);
  }

  /** The summary of a path that is valid now. */
  public static PathSummary of(CertificatePath path) {
    return new PathSummary(
        path.root().spkiSha256(),
        path.certificates().stream()
            .map(Certificate::notAfter)
            .min(Instant::compareTo)
            .orElseThrow(),
        path.certificates().stream().map(IssuedSerial::of).toList());
  }

  /**
   * What speaks against the path by now.
   *
   * @param pinned whether the root is still trusted
   */
  public Optional<PathFault> faultAt(Instant at, boolean pinned, List<RevocationList> lists) {
    if (!pinned) {
      return fault(PathFault.Kind.UNTRUSTED_ROOT, "The root is no longer pinned.");
    }
    if (at.isAfter(notAfter)) {
      return fault(PathFault.Kind.EXPIRED, "A certificate expired at " + notAfter + ".");
    }
    return certificates.stream().anyMatch(c -> lists.stream().anyMatch(list -> list.lists(c)))
        ? fault(PathFault.Kind.REVOKED, "A certificate of the path is revoked.")
        : Optional.empty();
  }

  private static Optional<PathFault> fault(PathFault.Kind kind, String detail) {
    return Optional.of(new PathFault(kind, detail));
  }
}
