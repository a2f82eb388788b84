package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the way from a certificate to a pinned root among candidates in any order, none of which is
 * trusted (RFC 5280, section 6, without policies and name constraints, whose critical presence is
 * refused). A root is accepted by the digest of its key alone, and must be signed by itself.
 */
public final class CertificatePathFinder {
  /** The most certificates in a path. */
  public static final int MAX_LENGTH = 8;

  /**
   * The signature checks after which a search tries no further issuer. An honest path takes one for
   * each certificate, and one for each issuer of the same name and without key identifiers.
   */
  static final int MAX_SIGNATURE_CHECKS = 32;

  private final SignatureChecks checks;
  private final Predicate<String> pinned;

  /**
   * A finder.
   *
   * @param pinned whether a root is trusted, by SHA-256 of its SubjectPublicKeyInfo in 64
   *     lower-case hex digits
   */
  public CertificatePathFinder(SignatureChecks checks, Predicate<String> pinned) {
    this.checks = checks;
    this.pinned = pinned;
  }

  /** What came of a search. */
  public sealed interface Outcome {
    /** There is a path. */
    record Found(CertificatePath path) implements Outcome {}

    /** There is none; the fault of the attempt that got furthest. */
    record Broken(PathFault fault) implements Outcome {}
  }

  private record Attempt(Optional<CertificatePath> path, PathFault fault, int depth) {}

  /** Seeks a path from {@code leaf} up to a pinned root among {@code candidates}. */
  public Outcome find(Certificate leaf, List<Certificate> candidates) {
    return checks
        .anyKey(leaf.subjectPublicKeyInfo())
        .map(key -> new Search(candidates).from(leaf, key))
        .orElseGet(() -> new Outcome.Broken(unsupportedKey(leaf)));
  }

  /**
   * One search, depth first. A certificate from which no root was reached is entered again only by
   * a shorter way, which is all that could make a difference: limits on the length of a path.
   */
  private final class Search {
    private final List<Certificate> candidates;
    private final List<Certificate> certificates = new ArrayList<>();
    private final List<PublicKey> keys = new ArrayList<>();
    private final Map<Certificate, Integer> shortestWays = new HashMap<>();
    private int checksLeft = MAX_SIGNATURE_CHECKS;

    Search(List<Certificate> candidates) {
      this.candidates = candidates;
    }

    Outcome from(Certificate leaf, PublicKey key) {
      Attempt attempt = enter(leaf, key);
      if (attempt.path().isPresent()) {
        return new Outcome.Found(attempt.path().get());
      }
      return new Outcome.Broken(checksLeft > 0 ? attempt.fault() : tooManyIssuers(leaf));
    }

    private Attempt enter(Certificate certificate, PublicKey key) {
      certificates.add(certificate);
      keys.add(key);
      shortestWays.put(certificate, certificates.size());
      Attempt attempt = certificate.names(certificate) ? atRoot() : extend();
      certificates.removeLast();
      keys.removeLast();
      return attempt;
    }

    private Attempt extend() {
      Certificate last = certificates.getLast();
      Attempt best = failed(missingIssuer(last));
      if (certificates.size() >= MAX_LENGTH) {
        return best;
      }
      for (Certificate issuer : issuers(last)) {
        if (checksLeft <= 0) {
          return best;
        }
        Attempt attempt = through(issuer);
        if (attempt.path().isPresent()) {
          return attempt;
        }
        best = attempt.depth() > best.depth() || isMissing(best) ? attempt : best;
      }
      return best;
    }

    /** Those with the key that the subject says it was signed by come first. */
    private List<Certificate> issuers(Certificate subject) {
      return candidates.stream()
          .filter(subject::names)
          .sorted(Comparator.comparing(issuer -> !subject.identifiesKeyOf(issuer)))
          .toList();
    }

    private Attempt through(Certificate issuer) {
      Certificate subject = certificates.getLast();
      int depth = certificates.size();
      if (shortestWays.getOrDefault(issuer, MAX_LENGTH + 1) <= depth + 1) {
        return failed(missingIssuer(subject));
      }
      if (!issuer.mayIssue(depth - 1)) {
        return failed(
            new PathFault(
                PathFault.Kind.ISSUER_INVALID,
                issuer.displayName() + " may not issue " + subject.displayName() + "."));
      }
      Optional<PublicKey> key = checks.anyKey(issuer.subjectPublicKeyInfo());
      if (key.isEmpty()) {
        return failed(unsupportedKey(issuer));
      }
      return signatureFault(subject, issuer, key.get())
          .map(this::failed)
          .orElseGet(() -> enter(issuer, key.get()));
    }

    private Attempt atRoot() {
      Certificate root = certificates.getLast();
      if (!pinned.test(root.spkiSha256())) {
        return failed(
            new PathFault(
                PathFault.Kind.UNTRUSTED_ROOT,
                "The root " + root.displayName() + " is not one that is pinned."));
      }
      return signatureFault(root, root, keys.getLast())
          .map(this::failed)
          .orElseGet(
              () ->
                  new Attempt(
                      Optional.of(new CertificatePath(certificates, keys)),
                      missingIssuer(root),
                      certificates.size()));
    }

    private Attempt failed(PathFault fault) {
      return new Attempt(Optional.empty(), fault, certificates.size());
    }

    private Optional<PathFault> signatureFault(
        Certificate subject, Certificate issuer, PublicKey issuerKey) {
      checksLeft--;
      String what = subject.displayName() + " under " + issuer.displayName();
      return switch (subject.verifyAny(issuerKey, checks)) {
        case GOOD -> Optional.empty();
        case BAD ->
            Optional.of(
                new PathFault(
                    PathFault.Kind.SIGNATURE_INVALID, what + ": the signature does not verify."));
        case WRONG_ALGORITHM ->
            Optional.of(
                new PathFault(
                    PathFault.Kind.ALGORITHM_UNSUPPORTED,
                    what + ": the signature algorithm is not accepted."));
      };
    }
  }

  private static boolean isMissing(Attempt attempt) {
    return attempt.fault().kind() == PathFault.Kind.INCOMPLETE;
  }

  private static PathFault tooManyIssuers(Certificate leaf) {
    return new PathFault(
        PathFault.Kind.INCOMPLETE,
        "No path from "
            + leaf.displayName()
            + " to a pinned root was found with "
            + MAX_SIGNATURE_CHECKS
            + " signatures checked: too many certificates have the same name.");
  }

  private static PathFault missingIssuer(Certificate subject) {
    return new PathFault(
        PathFault.Kind.INCOMPLETE,
        "No certificate of "
            + subject.issuerCommonName().orElse("an issuer without a name")
            + ", the issuer of "
            + subject.displayName()
            + ", was supplied.");
  }

  private static PathFault unsupportedKey(Certificate certificate) {
    return new PathFault(
        PathFault.Kind.ALGORITHM_UNSUPPORTED,
        certificate.displayName() + " has a key of a kind that is not accepted.");
  }
}
