package dev.sealkeep.evidence.nvidia;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * NVIDIA's own part of a report: items of type u16, length u16, both little-endian, and content.
 * Each type stands at most once; types that are not known are kept and not looked at.
 *
 * @param items the content of each item under its type, in the order of the report
 */
record OpaqueData(SequencedMap<Integer, byte[]> items) {
  static final int DRIVER_VERSION = 3;
  static final int GPU_INFO = 4;
  static final int VBIOS_VERSION = 6;
  static final int NVDEC0_STATUS = 11;
  static final int MEASUREMENT_COUNT = 12;
  static final int CPR_INFO = 13;
  static final int BOARD_ID = 14;
  static final int CHIP_SKU = 15;
  static final int CHIP_SKU_MOD = 16;
  static final int PROJECT = 17;
  static final int PROJECT_SKU = 18;
  static final int PROJECT_SKU_MOD = 19;
  static final int FWID = 20;
  static final int PROTECTED_PCIE_STATUS = 21;
  static final int FEATURE_FLAG = 36;

  private static final int ITEM_HEADER_BYTES = 4;
  private static final int VBIOS_BYTES = 8;
  private static final byte ENABLED = (byte) 0xaa;
  private static final byte DISABLED = 0x55;

  OpaqueData {
    items = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(items));
  }

  /** Reads items up to the end; empty if one is cut off or stands twice. */
  static Optional<OpaqueData> parse(byte[] bytes) {
    ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    SequencedMap<Integer, byte[]> items = new LinkedHashMap<>();
    while (rest.hasRemaining()) {
      if (rest.remaining() < ITEM_HEADER_BYTES) {
        return Optional.empty();
      }
      int type = Short.toUnsignedInt(rest.getShort());
      int length = Short.toUnsignedInt(rest.getShort());
      if (length > rest.remaining()) {
        return Optional.empty();
      }
      byte[] content = new byte[length];
      rest.get(content);
      if (items.put(type, content) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new OpaqueData(items));
  }

  /** The content of an item, if the report has it. */
  Optional<byte[]> octets(int type) {
    return Optional.ofNullable(items.get(type));
  }

  /** Content of a set length. */
  Optional<byte[]> octets(int type, int length) {
    return octets(type).filter(o -> o.length == length);
  }

  /** Printable ASCII up to the zeros at its end; empty for anything else. */
  Optional<String> text(int type) {
    return octets(type)
        .map(o -> new String(o, StandardCharsets.ISO_8859_1).replaceAll("\0+$", ""))
        .filter(t -> t.chars().allMatch(c -> c >= ' ' && c < 0x7f));
  }

  /** The version of the firmware image as NVIDIA writes it, such as {@code 96.00.9f.00.01}. */
  Optional<String> vbiosVersion() {
    return octets(VBIOS_VERSION, VBIOS_BYTES)
        .map(o -> HexFormat.ofDelimiter(".").formatHex(new byte[] {o[3], o[2], o[1], o[0], o[4]}));
  }

  /** Whether something is on; empty if its status is neither of the two that are known. */
  Optional<Boolean> status(int type) {
    return octets(type, 1)
        .filter(o -> o[0] == ENABLED || o[0] == DISABLED)
        .map(o -> o[0] == ENABLED);
  }

  /** How the GPU is passed through: {@code spt}, {@code mpt} or {@code ppcie}. */
  Optional<String> featureFlag() {
    List<String> words = List.of("spt", "mpt", "ppcie");
    return octets(FEATURE_FLAG)
        .filter(o -> o.length > 0 && o.length <= Long.BYTES)
        .map(OpaqueData::number)
        .filter(n -> n >= 0 && n < words.size())
        .map(n -> words.get(n.intValue()));
  }

  /** How often each measurement was extended, from the first on. */
  List<Long> measurementCounts() {
    List<Long> counts = new ArrayList<>();
    octets(MEASUREMENT_COUNT)
        .filter(o -> o.length % Integer.BYTES == 0)
        .map(o -> ByteBuffer.wrap(o).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer())
        .ifPresent(
            ints -> {
              while (ints.hasRemaining()) {
                counts.add(Integer.toUnsignedLong(ints.get()));
              }
            });
    return counts;
  }

  private static long number(byte[] littleEndian) {
    long number = 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      number = number << 8 | Byte.toUnsignedInt(littleEndian[i]);
    }
    return number;
  }
}
