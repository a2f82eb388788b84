package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A document whose signature verified.
 *
 * @param signer from the TCB signing certificate up to a pinned root
 * @param revocation what authentic lists say of that path
 */
record Authenticated<T extends SignedCollateral>(
    T document, CertificatePath signer, PathRevocation revocation) {
  /** Why the document does not count then; empty if it does. */
  List<Reason> faultsAt(Instant at) {
    List<Reason> faults = new ArrayList<>();
    Lifetime lifetime = document.lifetime();
    if (at.isBefore(lifetime.issueDate())) {
      faults.add(
          document
              .kind()
              .notYetValid()
              .because("It was issued at " + lifetime.issueDate() + ", after " + at + "."));
    }
    if (at.isAfter(lifetime.nextUpdate())) {
      faults.add(
          document
              .kind()
              .expired()
              .because("Its update was due at " + lifetime.nextUpdate() + ", before " + at + "."));
    }
    faults.addAll(PathReasons.of(signer.faultsAt(at)));
    faults.addAll(PathReasons.of(revocation.faults()));
    return faults;
  }

  boolean isUnder(String rootSpkiSha256) {
    return signer.root().spkiSha256().equals(rootSpkiSha256);
  }
}
