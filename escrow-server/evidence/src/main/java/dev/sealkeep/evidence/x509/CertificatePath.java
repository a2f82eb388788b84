package dev.sealkeep.evidence.x509;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * Certificates whose every signature has been checked, up to a pinned root. Validity in time and
 * revocation are not part of it: they are asked for a time, so that a path can be kept.
 *
 * @param certificates the leaf first, the root last; a lone root is both
 * @param keys the public key of each certificate, in the same order
 */
public record CertificatePath(List<Certificate> certificates, List<PublicKey> keys) {
  /** Copies the lists. */
  public CertificatePath {
    certificates = List.copyOf(certificates);
    keys = List.copyOf(keys);
  }

  /** The certificate that the path was sought for. */
  public Certificate leaf() {
    return certificates.getFirst();
  }

  /** The leaf's public key, made by the checks that found the path. */
  public PublicKey leafKey() {
    return keys.getFirst();
  }

  /** The pinned root. */
  public Certificate root() {
    return certificates.getLast();
  }

  /** A fault for each certificate that is not valid then. */
  public List<PathFault> faultsAt(Instant at) {
    return Validity.faults(certificates, at);
  }
}
