package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The PCK certificate of a quote.
 *
 * @param pck the certificate; empty if none was found, or it cannot be read
 * @param key its key on P-256, good for nothing without a standing
 * @param rootSha256 SHA-256 of the root that came with it, trusted or not; for display
 * @param standing its way up to a pinned root
 * @param faults why there is none; empty if there is
 */
record Endorsement(
    Optional<PckCertificate> pck,
    Optional<PublicKey> key,
    Optional<String> rootSha256,
    Optional<Standing> standing,
    List<Reason> faults) {
  /**
   * A chain whose signatures verified.
   *
   * @param anchor what the root stands for
   * @param revocation what authentic lists say of the chain
   */
  record Standing(CertificatePath path, TrustAnchors.Anchor anchor, PathRevocation revocation) {
    /** Why the chain does not count then; empty if it does. */
    List<Reason> faultsAt(Instant at) {
      List<Reason> faults = new ArrayList<>(PathReasons.of(path.faultsAt(at)));
      faults.addAll(PathReasons.of(revocation.faults()));
      return faults;
    }
  }

  Endorsement {
    faults = List.copyOf(faults);
    if (standing.isPresent() != faults.isEmpty()) {
      throw new IllegalArgumentException("a PCK certificate has a standing or a fault");
    }
  }

  /** Whether there is a chain and nothing speaks against it then. */
  boolean countsAt(Instant at) {
    return standing.filter(s -> s.faultsAt(at).isEmpty()).isPresent();
  }

  /** No certificate. */
  static Endorsement none(Reason reason) {
    return new Endorsement(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(reason));
  }
}
