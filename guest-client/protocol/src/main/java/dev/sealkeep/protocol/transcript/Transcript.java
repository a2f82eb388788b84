package dev.sealkeep.protocol.transcript;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Computes the digests that evidence binds, and the info string of the sealing. */
public final class Transcript {
  /** The size of {@code base} and of {@code outer}, which is that of REPORT_DATA. */
  public static final int BYTES = 64;

  private static final String BASE_LABEL = "sealkeep/base/v1";
  private static final String OUTER_LABEL = "sealkeep/outer/v1";
  private static final byte[] INFO_LABEL = "sealkeep/hpke/v1".getBytes(StandardCharsets.US_ASCII);

  private Transcript() {}

  /** Returns {@code base}, 64 bytes: what inner evidence items bind. */
  public static byte[] base(TranscriptInputs inputs) {
    byte[] logKey = inputs.logKey().getBytes(StandardCharsets.UTF_8);
    return Sha2.sha512(
        new FieldWriter()
            .field(BASE_LABEL)
            .field(Sha2.sha256(inputs.challengeAnswer()))
            .field(Sha2.sha256(logKey))
            .field(inputs.tenant().value())
            .field(inputs.key().value())
            .field(inputs.volume().map(Name::value).orElse(""))
            .field(inputs.purpose().tag())
            .fieldU16(inputs.kem().id())
            .field(inputs.recipient())
            .toBytes());
  }

  /**
   * Returns {@code outer}, 64 bytes: what the last evidence item binds.
   *
   * @param base 64 bytes
   * @param others all other items, in order; empty for a lone item
   */
  public static byte[] outer(byte[] base, List<EvidenceItem> others) {
    FieldWriter fields = new FieldWriter().field(OUTER_LABEL).field(base);
    for (EvidenceItem item : others) {
      fields.field(item.technology().tag()).field(Sha2.sha256(item.evidence()));
    }
    return Sha2.sha512(fields.toBytes());
  }

  /**
   * Returns HPKE's info for a release: the label, {@code base}, the decision id and the key version
   * as a u32, without lengths since each has one size; 100 bytes.
   */
  public static byte[] sealingInfo(byte[] base, DecisionId decision, int keyVersion) {
    return ByteBuffer.allocate(INFO_LABEL.length + BYTES + DecisionId.BYTES + Integer.BYTES)
        .put(INFO_LABEL)
        .put(base, 0, BYTES)
        .put(decision.bytes())
        .putInt(keyVersion)
        .array();
  }
}
