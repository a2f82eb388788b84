package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.appraise.Attestation;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.transcript.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence of one request as it was conveyed and archived.
 *
 * @param items at least one; the last is the outer one
 * @param eventLogs logs that may explain measured registers
 * @param base the transcript's base, 64 bytes, which the items bind
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
record ConveyedEvidence(List<EvidenceItem> items, List<byte[]> eventLogs, byte[] base) {
  /** Copies the lists. */
  ConveyedEvidence {
    items = List.copyOf(items);
    eventLogs = List.copyOf(eventLogs);
  }

  /** What is to be verified, each item with what the protocol has it bind. */
  Attestation attestation() {
    List<Attestation.Item> attested = new ArrayList<>();
    for (EvidenceItem item : items) {
      boolean outer = attested.size() == items.size() - 1;
      byte[] bound = outer ? Transcript.outer(base, items.subList(0, items.size() - 1)) : base;
      attested.add(
          new Attestation.Item(
              item.technology().tag(), evidence(item), new Binding.Transcript(bound)));
    }
    return new Attestation(attested);
  }

  private Evidence evidence(EvidenceItem item) {
    byte[] blob = EvidenceAppraiser.unwrapped(item.technology().tag(), item.evidence());
    return new Evidence(blob, Evidence.of(blob, item.auxiliary()).auxiliary(), eventLogs);
  }
}
