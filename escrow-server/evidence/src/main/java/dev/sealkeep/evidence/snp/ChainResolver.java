package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the certificates between a leaf and a pinned root and checks every signature on the way
 * (AMD 57230, certificate chains): VCEK by ASK, VLEK by ASVK, each by the ARK of the same product
 * line, which signs itself. Names bind the kinds: an ASK never vouches for a VLEK nor an ASVK for a
 * VCEK. The bag may hold several certificates of one name, so a bounded number is tried; when none
 * fits, the reason of the attempt that came furthest is given.
 */
final class ChainResolver {
  private static final int CA_MODULUS_BITS = 4096;
  private static final int MAX_AUTHORITIES = 8;
  private static final int MAX_ROOTS = 4;
  private static final int MAX_LISTS = 16;

  private final TrustAnchors anchors;
  private final SignatureChecks checks;

  ChainResolver(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
  }

  /** The outcome of looking for a chain. */
  sealed interface Outcome {
    /** A chain up to a pinned root. */
    record Resolved(VerifiedChain chain) implements Outcome {}

    /**
     * None.
     *
     * @param progress how far the attempt came; more is further
     */
    record Broken(int progress, Reason reason) implements Outcome {}
  }

  /** Where candidates come from: with the evidence, and from the relying party's collateral. */
  record Candidates(CandidatePool conveyed, CandidatePool supplied) {
    /** The relying party's own come first, so that a host cannot crowd them out. */
    Stream<Certificate> authorities() {
      return Stream.concat(supplied.authorities().stream(), conveyed.authorities().stream())
          .distinct();
    }
  }

  /** Resolves the chain of a VCEK or VLEK. */
  Outcome ofLeaf(EndorsementKey leaf, Candidates candidates) {
    if (leaf.issuerProduct().isEmpty()) {
      return broken(
          0,
          SnpReason.CHAIN_WRONG_ISSUER,
          leaf.kind().subject() + " names " + issuerName(leaf.certificate()) + " as its issuer.");
    }
    Optional<PublicKey> publicKey = checks.p384Key(leaf.certificate().subjectPublicKeyInfo());
    if (publicKey.isEmpty()) {
      return broken(
          0,
          SnpReason.CHAIN_ALGORITHM_UNSUPPORTED,
          "The key of " + leaf.kind().subject() + " is not on P-384.");
    }
    VerifiedChain.Leaf end = new VerifiedChain.Leaf(leaf, publicKey.get());
    Product product = leaf.issuerProduct().get();
    return upwards(
        1,
        leaf.certificate(),
        candidates.authorities(),
        MAX_AUTHORITIES,
        authority -> ofAuthority(Optional.of(end), authority, product, candidates));
  }

  /** Resolves an ASK, an ASVK or an ARK alone; empty if the certificate is none of these. */
  Optional<Outcome> ofAuthority(Certificate certificate, Candidates candidates) {
    for (Product product : Product.values()) {
      String name = certificate.subjectCommonName().orElse("");
      if (name.equals(SigningKey.VCEK.authorityName(product))
          || name.equals(SigningKey.VLEK.authorityName(product))) {
        return Optional.of(ofAuthority(Optional.empty(), certificate, product, candidates));
      }
      if (name.equals(rootName(product))) {
        return Optional.of(
            ofRoot(Optional.empty(), Optional.empty(), certificate, product, candidates));
      }
    }
    return Optional.empty();
  }

  private Outcome ofAuthority(
      Optional<VerifiedChain.Leaf> leaf,
      Certificate authority,
      Product product,
      Candidates candidates) {
    if (authority.issuerCommonName().filter(rootName(product)::equals).isEmpty()) {
      return broken(
          3,
          SnpReason.CHAIN_WRONG_ISSUER,
          subjectName(authority) + " names " + issuerName(authority) + " as its issuer.");
    }
    Comparator<Certificate> pinnedFirst =
        Comparator.comparing(c -> anchors.find(TrustAnchors.AMD_SEV_SNP, c.spkiSha256()).isEmpty());
    return upwards(
        4,
        authority,
        candidates.authorities().sorted(pinnedFirst),
        MAX_ROOTS,
        root -> ofRoot(leaf, Optional.of(authority), root, product, candidates));
  }

  private Outcome ofRoot(
      Optional<VerifiedChain.Leaf> leaf,
      Optional<Certificate> authority,
      Certificate root,
      Product product,
      Candidates candidates) {
    Optional<TrustAnchors.Anchor> anchor =
        anchors.find(TrustAnchors.AMD_SEV_SNP, root.spkiSha256());
    if (anchor.isEmpty()) {
      return broken(
          6,
          SnpReason.CHAIN_UNTRUSTED_ROOT,
          "The root "
              + subjectName(root)
              + " with key digest "
              + root.spkiSha256()
              + " is not trusted.");
    }
    if (anchor.get().product().filter(p -> !p.equals(product.tag())).isPresent()) {
      return broken(
          7,
          SnpReason.PRODUCT_MISMATCH,
          "The root " + subjectName(root) + " does not stand for " + product.line() + ".");
    }
    return switch (link(root, root)) {
      case Link.Sound(PublicKey key) ->
          new Outcome.Resolved(
              withLists(leaf, authority, root, key, product, anchor.get(), candidates));
      case Link.Unsound(Reason reason) -> new Outcome.Broken(8, reason);
    };
  }

  private VerifiedChain withLists(
      Optional<VerifiedChain.Leaf> leaf,
      Optional<Certificate> authority,
      Certificate root,
      PublicKey rootKey,
      Product product,
      TrustAnchors.Anchor anchor,
      Candidates candidates) {
    List<RevocationList> supplied = authentic(candidates.supplied(), root, rootKey);
    List<RevocationList> conveyed = authentic(candidates.conveyed(), root, rootKey);
    int offered =
        candidates.supplied().revocationLists().size()
            + candidates.conveyed().revocationLists().size();
    return new VerifiedChain(
        leaf,
        authority,
        root,
        product,
        anchor,
        supplied,
        conveyed,
        offered - supplied.size() - conveyed.size());
  }

  private List<RevocationList> authentic(CandidatePool pool, Certificate root, PublicKey rootKey) {
    return pool.revocationLists().stream()
        .filter(list -> list.names(root))
        .limit(MAX_LISTS)
        .filter(list -> list.isSignedBy(root, rootKey, checks))
        .toList();
  }

  /** Tries each candidate that bears the name of the issuer, and keeps the furthest failure. */
  private Outcome upwards(
      int progress,
      Certificate certificate,
      Stream<Certificate> candidates,
      int limit,
      Function<Certificate, Outcome> onwards) {
    Outcome.Broken furthest =
        broken(
            progress,
            SnpReason.CHAIN_INCOMPLETE,
            "No certificate of "
                + issuerName(certificate)
                + ", the issuer of "
                + subjectName(certificate)
                + ", was supplied.");
    for (Certificate issuer : candidates.filter(certificate::names).limit(limit).toList()) {
      Outcome outcome =
          switch (link(certificate, issuer)) {
            case Link.Sound sound -> onwards.apply(issuer);
            case Link.Unsound(Reason reason) -> new Outcome.Broken(progress + 1, reason);
          };
      switch (outcome) {
        case Outcome.Resolved resolved -> {
          return resolved;
        }
        case Outcome.Broken broken ->
            furthest = broken.progress() > furthest.progress() ? broken : furthest;
      }
    }
    return furthest;
  }

  private sealed interface Link {
    record Sound(PublicKey issuerKey) implements Link {}

    record Unsound(Reason reason) implements Link {}
  }

  private Link link(Certificate certificate, Certificate issuer) {
    String what = subjectName(certificate) + " under " + subjectName(issuer);
    if (!certificate.names(issuer) || issuer.deniesAuthority()) {
      return unsound(SnpReason.CHAIN_WRONG_ISSUER, what + ": the issuer is no authority for it.");
    }
    Optional<PublicKey> key = checks.rsaKey(issuer.subjectPublicKeyInfo(), CA_MODULUS_BITS);
    if (key.isEmpty()) {
      return unsound(
          SnpReason.CHAIN_ALGORITHM_UNSUPPORTED, what + ": the issuer's key is not RSA-4096.");
    }
    return switch (certificate.verify(key.get(), checks)) {
      case GOOD -> new Link.Sound(key.get());
      case BAD ->
          unsound(SnpReason.CHAIN_SIGNATURE_INVALID, what + ": the signature does not verify.");
      case WRONG_ALGORITHM ->
          unsound(
              SnpReason.CHAIN_ALGORITHM_UNSUPPORTED,
              what + ": the signature is not RSASSA-PSS with SHA-384 and a salt of 48 bytes.");
    };
  }

  private static Link unsound(SnpReason reason, String detail) {
    return new Link.Unsound(reason.because(detail));
  }

  private static Outcome.Broken broken(int progress, SnpReason reason, String detail) {
    return new Outcome.Broken(progress, reason.because(detail));
  }

  private static String rootName(Product product) {
    return "ARK-" + product.line();
  }

  private static String subjectName(Certificate certificate) {
    return certificate.subjectCommonName().orElse("a certificate without a name");
  }

  private static String issuerName(Certificate certificate) {
    return certificate.issuerCommonName().orElse("an issuer without a name");
  }
}
