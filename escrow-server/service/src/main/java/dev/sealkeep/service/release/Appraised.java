package dev.sealkeep.service.release;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.challenge.Challenge;
import dev.sealkeep.service.collateral.Bag;
import java.util.List;

/**
 * A request whose evidence verified over its own transcript.
 *
 * @param request as parsed
 * @param challenge as opened
 * @param base the transcript's base, 64 bytes
 * @param verified the verdict and the claims
 * @param collateral what it was verified with
 * @param digests of each evidence item and its auxiliary blob, in order
 */
@SuppressWarnings("ArrayRecordComponent") // a digest that is only ever written
record Appraised(
    ReleaseRequest request,
    Challenge challenge,
    byte[] base,
    Appraisal.Verified verified,
    Bag collateral,
    List<Entry.EvidenceDigest> digests) {
  /** Whether the root that verified is a simulator's (invariant 10). */
  boolean simulated() {
    return Technology.parse(verified.technology()).map(Technology::simulated).orElse(true);
  }

  /** Digests of the request's items. */
  static List<Entry.EvidenceDigest> digests(List<EvidenceItem> items) {
    return items.stream()
        .map(
            item ->
                new Entry.EvidenceDigest(
                    item.technology().tag(),
                    Digest.sha256(item.evidence()),
                    Digest.sha256(item.auxiliary())))
        .toList();
  }
}
