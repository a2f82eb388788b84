package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.RevocationList;
import dev.sealkeep.evidence.x509.Validity;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chain whose every signature verified up to a pinned root. Validity in time and revocation are
 * not part of it: they are asked anew for each item of evidence.
 *
 * @param leaf the VCEK or VLEK and its public key; empty for a chain of authorities alone
 * @param authority the ASK or ASVK; empty for a root alone
 * @param root the ARK
 * @param product the product line that every name of the chain agrees on
 * @param anchor what the root stands for
 * @param suppliedLists authentic revocation lists of the relying party's own collateral
 * @param conveyedLists authentic revocation lists that came with the evidence
 * @param ignoredLists how many further lists were not signed by the root
 */
record VerifiedChain(
    Optional<Leaf> leaf,
    Optional<Certificate> authority,
    Certificate root,
    Product product,
    TrustAnchors.Anchor anchor,
    List<RevocationList> suppliedLists,
    List<RevocationList> conveyedLists,
    int ignoredLists) {
  /**
   * The end of a chain.
   *
   * @param key the certificate
   * @param publicKey its P-384 key
   */
  record Leaf(EndorsementKey key, PublicKey publicKey) {}

  /** The certificates, leaf first. */
  List<Certificate> certificates() {
    List<Certificate> certificates = new ArrayList<>();
    leaf.ifPresent(l -> certificates.add(l.key().certificate()));
    authority.ifPresent(certificates::add);
    certificates.add(root);
    return certificates;
  }

  /** A reason for each certificate that is not valid then. */
  List<Reason> untimely(Instant at) {
    return Validity.faults(certificates(), at).stream()
        .map(
            fault ->
                (fault.kind() == PathFault.Kind.EXPIRED
                        ? SnpReason.CERTIFICATE_EXPIRED
                        : SnpReason.CERTIFICATE_NOT_YET_VALID)
                    .because(fault.detail()))
        .toList();
  }
}
