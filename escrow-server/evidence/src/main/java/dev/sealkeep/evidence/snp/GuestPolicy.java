package dev.sealkeep.evidence.snp;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The guest's POLICY (AMD 56860, POLICY table).
 *
 * @param bits the 64 bits as a little-endian integer
 */
public record GuestPolicy(long bits) {
  /** Whether bit 17, which has to be 1, is 1. */
  public boolean reservedOneIsSet() {
    return bit(17);
  }

  private boolean bit(int index) {
    return (bits >>> index & 1) != 0;
  }

  /** Each field by its claim name after {@code policy.}: two integers, then flags. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("abi_minor", (int) (bits & 0xFF));
    fields.put("abi_major", (int) (bits >>> 8 & 0xFF));
    fields.put("smt", bit(16));
    fields.put("migrate_ma", bit(18));
    fields.put("debug", bit(19));
    fields.put("single_socket", bit(20));
    fields.put("cxl_allow", bit(21));
    fields.put("mem_aes_256_xts", bit(22));
    fields.put("rapl_dis", bit(23));
    fields.put("ciphertext_hiding_dram", bit(24));
    fields.put("page_swap_disable", bit(25));
    return fields;
  }
}
