package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A document whose signature verified.
 *
 * @param signers who may have signed it: Intel certified one TCB signing key twice, for different
 *     times; not empty
 */
record Authenticated<T extends SignedCollateral>(T document, List<Signer> signers) {
  /**
   * A signer.
   *
   * @param path from the TCB signing certificate up to a pinned root
   * @param revocation what authentic lists say of that path
   */
  record Signer(CertificatePath path, PathRevocation revocation) {
    private List<Reason> faultsAt(Instant at) {
      List<Reason> faults = new ArrayList<>(PathReasons.of(path.faultsAt(at)));
      faults.addAll(PathReasons.of(revocation.faults()));
      return faults;
    }
  }

  Authenticated {
    signers = List.copyOf(signers);
  }

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
    signers.stream()
        .map(signer -> signer.faultsAt(at))
        .min(Comparator.comparingInt(List::size))
        .ifPresent(faults::addAll);
    return faults;
  }

  /** The same under one root alone; empty if no signer is under it. */
  Optional<Authenticated<T>> under(String rootSpkiSha256) {
    List<Signer> under =
        signers.stream()
            .filter(signer -> signer.path().root().spkiSha256().equals(rootSpkiSha256))
            .toList();
    return under.isEmpty()
        ? Optional.empty()
        : Optional.of(under.size() == signers.size() ? this : new Authenticated<>(document, under));
  }
}
