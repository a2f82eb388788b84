package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The revocation lists that speak of a path: each signed by the certificate that issued one of the
 * path's certificates. Finding them checks signatures; asking them for a time costs little.
 */
public final class PathRevocation {
  private final CertificatePath path;
  private final List<RevocationList> authentic;
  private final boolean complete;

  private PathRevocation(CertificatePath path, List<RevocationList> authentic, boolean complete) {
    this.path = path;
    this.authentic = List.copyOf(authentic);
    this.complete = complete;
  }

  /** Picks the authentic lists out of candidates, none of which is trusted. */
  public static PathRevocation of(
      CertificatePath path, List<RevocationList> candidates, SignatureChecks checks) {
    List<RevocationList> authentic = new ArrayList<>();
    Set<Certificate> answered = new HashSet<>();
    for (int i = 0; i < path.certificates().size(); i++) {
      Certificate issuer = path.certificates().get(i);
      for (RevocationList list : candidates) {
        if (list.names(issuer)
            && issuer.mayIssueLists()
            && list.verify(path.keys().get(i), checks)) {
          authentic.add(list);
          answered.add(issuer);
        }
      }
    }
    boolean complete = path.certificates().stream().skip(1).allMatch(answered::contains);
    return new PathRevocation(path, authentic, complete);
  }

  /** The path that the lists speak of. */
  public CertificatePath path() {
    return path;
  }

  /** Whether there is a list of every issuer in the path. */
  public boolean present() {
    return complete;
  }

  /** A fault for each certificate of the path that is on a list, however old the list is. */
  public List<PathFault> faults() {
    return faults(path.certificates());
  }

  /** A fault for each of some certificates, issued by members of the path, that is on a list. */
  public List<PathFault> faults(List<Certificate> certificates) {
    return certificates.stream()
        .filter(certificate -> authentic.stream().anyMatch(list -> list.lists(certificate)))
        .map(c -> new PathFault(PathFault.Kind.REVOKED, c.displayName() + " is revoked."))
        .toList();
  }

  /** Whether there is a list of every issuer, and each list is current at that time. */
  public boolean freshAt(Instant at) {
    return complete && authentic.stream().allMatch(list -> list.freshAt(at));
  }

  /** When the oldest list was issued; empty without any. */
  public Optional<Instant> oldest() {
    return authentic.stream().map(RevocationList::thisUpdate).min(Instant::compareTo);
  }

  /** The time since the oldest list was issued; empty without any, or if that is yet to come. */
  public Optional<Duration> ageAt(Instant at) {
    return oldest().filter(o -> !o.isAfter(at)).map(o -> Duration.between(o, at));
  }
}
