package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.ByteCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * UEFI_VARIABLE_DATA: GUID 16 bytes, name length u64 in characters, data length u64, name UTF-16,
 * data; little-endian (TCG PC Client Platform Firmware Profile 1.06, section 10.2.6).
 *
 * @param guid as it stands in memory, 32 lower-case hex digits
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
record EfiVariable(String guid, String name, byte[] data) {
  /** EFI_GLOBAL_VARIABLE. */
  static final String GLOBAL = "61dfe48bca93d211aa0d00e098032b8c";

  /** EFI_IMAGE_SECURITY_DATABASE_GUID. */
  static final String IMAGE_SECURITY = "cbb219d73a3d9645a3bcdad00e67656f";

  /** SHIM_LOCK_GUID, of shim's own variables. */
  static final String SHIM = "50ab5d6046e00043abb63dd810dd8b23";

  private static final int MAX_NAME = 256;

  static Optional<EfiVariable> parse(byte[] event) {
    ByteCursor cursor = ByteCursor.littleEndian(event, 0);
    String guid = HexFormat.of().formatHex(cursor.bytes(16));
    long nameLength = cursor.u64();
    long dataLength = cursor.u64();
    if (nameLength < 0 || nameLength > MAX_NAME) {
      return Optional.empty();
    }
    String name = new String(cursor.bytes(2 * nameLength), StandardCharsets.UTF_16LE);
    byte[] data = cursor.bytes(dataLength);
    return cursor.isAtEnd() ? Optional.of(new EfiVariable(guid, name, data)) : Optional.empty();
  }

  /** The GUID as people write it: its first three parts are little-endian in memory. */
  String displayGuid() {
    byte[] bytes = HexFormat.of().parseHex(guid);
    ByteBuffer parts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long first = Integer.toUnsignedLong(parts.getInt()) << 32;
    long second = Short.toUnsignedLong(parts.getShort()) << 16;
    long third = Short.toUnsignedLong(parts.getShort());
    return new UUID(first | second | third, ByteBuffer.wrap(bytes).getLong(Long.BYTES)).toString();
  }
}
