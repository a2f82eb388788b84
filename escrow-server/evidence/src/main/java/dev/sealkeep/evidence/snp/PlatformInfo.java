package dev.sealkeep.evidence.snp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * PLATFORM_INFO (AMD 56860, ATTESTATION_REPORT table). Unknown bits are left alone: real Turin
 * machines set bit 6, which the specification does not describe.
 *
 * @param bits the 64 bits as a little-endian integer
 */
public record PlatformInfo(long bits) {
  /** The flags by their claim names after {@code platform.}. */
  static final List<NamedBit> FLAGS =
      List.of(
          new NamedBit("smt_en", 0),
          new NamedBit("tsme_en", 1),
          new NamedBit("ecc_en", 2),
          new NamedBit("rapl_dis", 3),
          new NamedBit("ciphertext_hiding_dram_en", 4),
          new NamedBit("alias_check_complete", 5),
          new NamedBit("tio_en", 7));

  /** Each flag by its claim name after {@code platform.}. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    FLAGS.forEach(flag -> fields.put(flag.name(), flag.isSetIn(bits)));
    return fields;
  }
}
