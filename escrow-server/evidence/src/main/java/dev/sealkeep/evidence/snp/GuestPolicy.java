package dev.sealkeep.evidence.snp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The guest's POLICY (AMD 56860, POLICY table).
 *
 * @param bits the 64 bits as a little-endian integer
 */
public record GuestPolicy(long bits) {
  /** The flags by their claim names after {@code policy.}. */
  static final List<NamedBit> FLAGS =
      List.of(
          new NamedBit("smt", 16),
          new NamedBit("migrate_ma", 18),
          new NamedBit("debug", 19),
          new NamedBit("single_socket", 20),
          new NamedBit("cxl_allow", 21),
          new NamedBit("mem_aes_256_xts", 22),
          new NamedBit("rapl_dis", 23),
          new NamedBit("ciphertext_hiding_dram", 24),
          new NamedBit("page_swap_disable", 25));

  private static final NamedBit RESERVED_ONE = new NamedBit("reserved", 17);

  /** Whether bit 17, which has to be 1, is 1. */
  public boolean reservedOneIsSet() {
    return RESERVED_ONE.isSetIn(bits);
  }

  /** ABI_MINOR, 0 to 255. */
  int abiMinor() {
    return (int) (bits & 0xFF);
  }

  /** ABI_MAJOR, 0 to 255. */
  int abiMajor() {
    return (int) (bits >>> 8 & 0xFF);
  }

  /** Each field by its claim name after {@code policy.}: two integers, then flags. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("abi_minor", abiMinor());
    fields.put("abi_major", abiMajor());
    FLAGS.forEach(flag -> fields.put(flag.name(), flag.isSetIn(bits)));
    return fields;
  }
}
