package dev.sealkeep.evidence.snp;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * PLATFORM_INFO (AMD 56860, ATTESTATION_REPORT table). Unknown bits are left alone: real Turin
 * machines set bit 6, which the specification does not describe.
 *
 * @param bits the 64 bits as a little-endian integer
 */
public record PlatformInfo(long bits) {
  private boolean bit(int index) {
    return (bits >>> index & 1) != 0;
  }

  /** Each flag by its claim name after {@code platform.}. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("smt_en", bit(0));
    fields.put("tsme_en", bit(1));
    fields.put("ecc_en", bit(2));
    fields.put("rapl_dis", bit(3));
    fields.put("ciphertext_hiding_dram_en", bit(4));
    fields.put("alias_check_complete", bit(5));
    fields.put("tio_en", bit(7));
    return fields;
  }
}
