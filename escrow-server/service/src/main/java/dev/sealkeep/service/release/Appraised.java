package dev.sealkeep.service.release;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.challenge.Challenge;
import dev.sealkeep.service.collateral.Bag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request whose evidence verified over its own transcript.
 *
 * @param request as parsed
 * @param question about the next boot, of a preflight
 * @param challenge as opened
 * @param base the transcript's base, 64 bytes
 * @param verified the verdict and the claims
 * @param collateral what it was verified with
 * @param digests of each evidence item with its auxiliary blob, then of each event log
 */
@SuppressWarnings("ArrayRecordComponent") // a digest that is only ever written
record Appraised(
    ReleaseRequest request,
    Optional<NextBoot> question,
    Challenge challenge,
    byte[] base,
    Appraisal.Verified verified,
    Bag collateral,
    List<Entry.EvidenceDigest> digests) {
  private static final String EVENT_LOG = "event-log.";

  /** Whether the root that verified is a simulator's (invariant 10). */
  boolean simulated() {
    return Technology.parse(verified.technology()).map(Technology::simulated).orElse(true);
  }

  /** Digests of the request's items, and behind them of its event logs, which have no auxiliary. */
  static List<Entry.EvidenceDigest> digests(ReleaseRequest request) {
    Stream<Entry.EvidenceDigest> items =
        request.evidence().stream()
            .map(i -> digest(i.technology().tag(), i.evidence(), i.auxiliary()));
    Stream<Entry.EvidenceDigest> logs =
        request.eventLogs().stream()
            .map(log -> digest(EVENT_LOG + log.kind(), log.log(), new byte[0]));
    return Stream.concat(items, logs).toList();
  }

  private static Entry.EvidenceDigest digest(String tag, byte[] blob, byte[] auxiliary) {
    return new Entry.EvidenceDigest(tag, Digest.sha256(blob), Digest.sha256(auxiliary));
  }

  /** Every blob behind the digests, in their order. */
  List<byte[]> blobs() {
    List<byte[]> blobs = new ArrayList<>();
    for (EvidenceItem item : request.evidence()) {
      blobs.add(item.evidence());
      blobs.add(item.auxiliary());
    }
    for (EventLog log : request.eventLogs()) {
      blobs.add(log.log());
      blobs.add(new byte[0]);
    }
    return blobs;
  }
}
