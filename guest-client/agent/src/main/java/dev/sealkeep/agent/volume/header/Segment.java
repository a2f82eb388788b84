package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.Map;
import java.util.Set;

/**
 * The encrypted part of a disk, which is one and reaches to the disk's end.
 *
 * @param offset its first byte
 * @param cipher its cipher in the kernel's spelling
 * @param sectorBytes the unit of encryption: 512, 1024, 2048 or 4096
 * @param json the segment as it stands in the metadata
 */
public record Segment(long offset, String cipher, int sectorBytes, JsonObject json) {
  private static final Set<Long> SECTORS = Set.of(512L, 1024L, 2048L, 4096L);

  /** Checks the segments. */
  static Segment read(Members segments) throws VolumeException {
    Map<Integer, Members> numbered = segments.numbered();
    Members segment = numbered.get(0);
    if (numbered.size() != 1 || segment == null) {
      throw new VolumeException(
          VolumeFault.HEADER_SEGMENT, "there are %d segments".formatted(numbered.size()));
    }
    if (segment.has("flags")) {
      throw segment.fault(VolumeFault.HEADER_REQUIREMENT, "flags", "mark a reencryption");
    }
    if (segment.has("integrity")) {
      throw segment.fault(VolumeFault.HEADER_CIPHER, "integrity", "is not supported");
    }
    String _ = segment.oneOf("type", Set.of("crypt"), VolumeFault.HEADER_SEGMENT);
    String cipher = segment.oneOf("encryption", Keyslot.CIPHERS, VolumeFault.HEADER_CIPHER);
    String _ = segment.oneOf("size", Set.of("dynamic"), VolumeFault.HEADER_SEGMENT);
    String _ = segment.oneOf("iv_tweak", Set.of("0"), VolumeFault.HEADER_SEGMENT);
    long offset = segment.decimal("offset");
    long sector = segment.integer("sector_size", 512, 4096, VolumeFault.HEADER_SEGMENT);
    segment.finish();
    if (!SECTORS.contains(sector) || offset % Area.ALIGNMENT != 0) {
      throw segment.fault(VolumeFault.HEADER_LAYOUT, "offset", "or sector size is not aligned");
    }
    return new Segment(offset, cipher, (int) sector, segment.json());
  }
}
