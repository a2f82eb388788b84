package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of a bag, sorted by what they claim to be.
 *
 * @param endorsementKeys well-formed VCEKs and VLEKs
 * @param malformed why others could not be read
 * @param authorities everything else: candidates for ASK, ASVK and ARK
 * @param revocationLists the revocation lists
 * @param digest the identity of the bag
 */
record CandidatePool(
    List<EndorsementKey> endorsementKeys,
    List<Reason> malformed,
    List<Certificate> authorities,
    List<RevocationList> revocationLists,
    String digest) {
  CandidatePool {
    endorsementKeys = List.copyOf(endorsementKeys);
    malformed = List.copyOf(malformed);
    authorities = List.copyOf(authorities);
    revocationLists = List.copyOf(revocationLists);
  }

  static CandidatePool of(Collateral collateral) {
    List<EndorsementKey> endorsementKeys = new ArrayList<>();
    List<Reason> malformed = new ArrayList<>();
    List<Certificate> authorities = new ArrayList<>();
    for (Certificate certificate : collateral.certificates()) {
      if (!EndorsementKey.isClaimedBy(certificate)) {
        authorities.add(certificate);
        continue;
      }
      switch (EndorsementKey.parse(certificate)) {
        case Parsed.Accepted<EndorsementKey>(EndorsementKey key) -> endorsementKeys.add(key);
        case Parsed.Refused<EndorsementKey>(Reason reason) -> malformed.add(reason);
      }
    }
    return new CandidatePool(
        endorsementKeys, malformed, authorities, collateral.revocationLists(), collateral.digest());
  }
}
