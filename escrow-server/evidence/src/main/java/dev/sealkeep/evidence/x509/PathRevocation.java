package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The revocation lists that speak of a path: each signed by the certificate that issued one of the
 * path's certificates. Finding them checks signatures; asking them for a time costs little.
 *
 * <p>Any of them revokes, however old it is. For freshness and age one list of each issuer counts,
 * the newest: of the relying party's own if there are any of that issuer, so that a host can
 * neither refresh nor age them; otherwise of those that were conveyed.
 */
public final class PathRevocation {
  private final CertificatePath path;
  private final List<RevocationList> authentic;
  private final Map<Certificate, RevocationList> counting;

  private PathRevocation(
      CertificatePath path,
      List<RevocationList> authentic,
      Map<Certificate, RevocationList> counting) {
    this.path = path;
    this.authentic = List.copyOf(authentic);
    this.counting = Map.copyOf(counting);
  }

  /**
   * Lists of which none is trusted.
   *
   * @param supplied the relying party's own
   * @param conveyed those that came with the evidence
   */
  public record Candidates(List<RevocationList> supplied, List<RevocationList> conveyed) {
    /** Copies the lists. */
    public Candidates {
      supplied = List.copyOf(supplied);
      conveyed = List.copyOf(conveyed);
    }
  }

  /** Picks the authentic lists out of the relying party's own. */
  public static PathRevocation of(
      CertificatePath path, List<RevocationList> supplied, SignatureChecks checks) {
    return of(path, new Candidates(supplied, List.of()), checks);
  }

  /** Picks the authentic lists out of candidates. */
  public static PathRevocation of(
      CertificatePath path, Candidates candidates, SignatureChecks checks) {
    List<RevocationList> authentic = new ArrayList<>();
    Map<Certificate, RevocationList> counting = new HashMap<>();
    for (int i = 0; i < path.certificates().size(); i++) {
      Certificate issuer = path.certificates().get(i);
      PublicKey key = path.keys().get(i);
      List<RevocationList> supplied = issued(candidates.supplied(), issuer, key, checks);
      List<RevocationList> conveyed = issued(candidates.conveyed(), issuer, key, checks);
      authentic.addAll(supplied);
      authentic.addAll(conveyed);
      RevocationList.newest(supplied)
          .or(() -> RevocationList.newest(conveyed))
          .ifPresent(list -> counting.put(issuer, list));
    }
    return new PathRevocation(path, authentic, counting);
  }

  private static List<RevocationList> issued(
      List<RevocationList> candidates, Certificate issuer, PublicKey key, SignatureChecks checks) {
    return candidates.stream()
        .filter(l -> l.names(issuer) && issuer.mayIssueLists() && l.verify(key, checks))
        .toList();
  }

  /** The path that the lists speak of. */
  public CertificatePath path() {
    return path;
  }

  /** Whether there is a list of every issuer in the path. */
  public boolean present() {
    return path.certificates().stream().skip(1).allMatch(counting::containsKey);
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

  /** Whether there is a list of every issuer, and each that counts is current at that time. */
  public boolean freshAt(Instant at) {
    return present() && counting.values().stream().allMatch(list -> list.freshAt(at));
  }

  /** When the oldest list that counts was issued; empty without any. */
  public Optional<Instant> oldest() {
    return counting.values().stream().map(RevocationList::thisUpdate).min(Instant::compareTo);
  }

  /** The time since the oldest list that counts was issued; empty without any, or before that. */
  public Optional<Duration> ageAt(Instant at) {
    return oldest().filter(o -> !o.isAfter(at)).map(o -> Duration.between(o, at));
  }
}
