package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
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

  private static final int MAX_ISSUERS_TRIED = 4;

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
    Optional<PublicKey> key = checks.anyKey(leaf.subjectPublicKeyInfo());
    if (key.isEmpty()) {
      return new Outcome.Broken(unsupportedKey(leaf));
    }
    List<Certificate> certificates = new ArrayList<>(List.of(leaf));
    List<PublicKey> keys = new ArrayList<>(List.of(key.get()));
    Attempt attempt = extend(certificates, keys, candidates);
    return attempt
        .path()
        .<Outcome>map(Outcome.Found::new)
        .orElseGet(() -> new Outcome.Broken(attempt.fault()));
  }

  private Attempt extend(
      List<Certificate> certificates, List<PublicKey> keys, List<Certificate> candidates) {
    Certificate last = certificates.getLast();
    if (last.names(last)) {
      return atRoot(certificates, keys);
    }
    int depth = certificates.size();
    Attempt best = failed(missingIssuer(last), depth);
    if (depth >= MAX_LENGTH) {
      return best;
    }
    for (Certificate issuer :
        candidates.stream().filter(last::names).limit(MAX_ISSUERS_TRIED).toList()) {
      Attempt attempt = through(issuer, certificates, keys, candidates);
      if (attempt.path().isPresent()) {
        return attempt;
      }
      best = attempt.depth() > best.depth() || isMissing(best) ? attempt : best;
    }
    return best;
  }

  private static boolean isMissing(Attempt attempt) {
    return attempt.fault().kind() == PathFault.Kind.INCOMPLETE;
  }

  private Attempt through(
      Certificate issuer,
      List<Certificate> certificates,
      List<PublicKey> keys,
      List<Certificate> candidates) {
    Certificate subject = certificates.getLast();
    int depth = certificates.size();
    if (certificates.contains(issuer)) {
      return failed(missingIssuer(subject), depth);
    }
    if (!issuer.mayIssue(depth - 1)) {
      return failed(
          new PathFault(
              PathFault.Kind.ISSUER_INVALID,
              issuer.displayName() + " may not issue " + subject.displayName() + "."),
          depth);
    }
    Optional<PublicKey> key = checks.anyKey(issuer.subjectPublicKeyInfo());
    if (key.isEmpty()) {
      return failed(unsupportedKey(issuer), depth);
    }
    Optional<PathFault> unsigned = signatureFault(subject, issuer, key.get());
    if (unsigned.isPresent()) {
      return failed(unsigned.get(), depth);
    }
    certificates.add(issuer);
    keys.add(key.get());
    Attempt attempt = extend(certificates, keys, candidates);
    certificates.removeLast();
    keys.removeLast();
    return attempt;
  }

  private Attempt atRoot(List<Certificate> certificates, List<PublicKey> keys) {
    Certificate root = certificates.getLast();
    if (!pinned.test(root.spkiSha256())) {
      return failed(
          new PathFault(
              PathFault.Kind.UNTRUSTED_ROOT,
              "The root " + root.displayName() + " is not one that is pinned."),
          certificates.size());
    }
    return signatureFault(root, root, keys.getLast())
        .map(fault -> failed(fault, certificates.size()))
        .orElseGet(
            () ->
                new Attempt(
                    Optional.of(new CertificatePath(certificates, keys)),
                    missingIssuer(root),
                    certificates.size()));
  }

  private Optional<PathFault> signatureFault(
      Certificate subject, Certificate issuer, PublicKey issuerKey) {
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

  private static Attempt failed(PathFault fault, int depth) {
    return new Attempt(Optional.empty(), fault, depth);
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
