package dev.sealkeep.agent.measurement;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OVMF image that is mapped to end at 4 GiB, with what it says about SEV. Its table of GUIDs
 * ends 32 bytes before its end and is read backwards (edk2, OvmfPkg/ResetVector).
 *
 * @param bytes the whole image
 * @param resetAddress where virtual CPUs but the first start
 * @param hashTable the guest physical address of the table of hashes, if it has a place for it
 * @param sections what is measured beside the image, in order
 */
@SuppressWarnings("ArrayRecordComponent") // a file; never compared
record FirmwareImage(
    byte[] bytes, int resetAddress, Optional<Long> hashTable, List<Section> sections) {
  static final int PAGE_BYTES = 4096;
  private static final int MAX_BYTES = 16 << 20;
  private static final int TABLE_FROM_END = 32;
  private static final int GUID_BYTES = 16;
  private static final int ENTRY_OVERHEAD = GUID_BYTES + Short.BYTES;
  private static final int METADATA_MAGIC = 0x56455341; // ASEV
  private static final int METADATA_HEAD = 16;
  private static final int SECTION_BYTES = 12;
  private static final int MAX_SECTIONS = 64;

  private static final String FOOTER = "96b582de-1fb2-45f7-baea-a366c55a082d";
  private static final String RESET_BLOCK = "00f771de-1a7e-4fcb-890e-68c77e2fb44e";
  private static final String HASH_TABLE = "7255371f-3a3b-4b04-927b-1da6efa8d454";
  private static final String METADATA = "dc886566-984a-4798-a75e-5585a7bf67cc";

  /**
   * A range of guest memory.
   *
   * @param address guest physical, of a page
   * @param size in bytes, whole pages
   */
  record Section(long address, long size, SectionType type) {}

  /** Reads an image. */
  static FirmwareImage parse(byte[] image) throws FirmwareException {
    if (image.length < PAGE_BYTES || image.length > MAX_BYTES || image.length % PAGE_BYTES != 0) {
      throw new FirmwareException(FirmwareFault.SIZE);
    }
    Map<String, ByteBuffer> table = table(image);
    ByteBuffer reset = table.get(RESET_BLOCK);
    if (reset == null || reset.remaining() < Integer.BYTES) {
      throw new FirmwareException(FirmwareFault.NO_RESET_ADDRESS);
    }
    return new FirmwareImage(
        image, reset.getInt(reset.position()), hashTable(table), sections(image, table));
  }

  private static Map<String, ByteBuffer> table(byte[] image) throws FirmwareException {
    ByteBuffer all = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int end = image.length - TABLE_FROM_END;
    int footer = end - ENTRY_OVERHEAD;
    if (!guid(all, end).equals(FOOTER)) {
      throw new FirmwareException(FirmwareFault.NO_TABLE);
    }
    int start = end - Short.toUnsignedInt(all.getShort(footer));
    if (start < 0 || start > footer) {
      throw new FirmwareException(FirmwareFault.NO_TABLE);
    }
    Map<String, ByteBuffer> entries = new HashMap<>();
    int at = footer;
    while (at - start >= ENTRY_OVERHEAD) {
      int length = Short.toUnsignedInt(all.getShort(at - ENTRY_OVERHEAD));
      if (length < ENTRY_OVERHEAD || length > at - start) {
        throw new FirmwareException(FirmwareFault.NO_TABLE);
      }
      ByteBuffer data = all.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      entries.put(guid(all, at), data.limit(at - ENTRY_OVERHEAD).position(at - length));
      at -= length;
    }
    return entries;
  }

  /** The GUID whose 16 bytes end there: three little-endian numbers and eight bytes. */
  private static String guid(ByteBuffer all, int end) {
    int at = end - GUID_BYTES;
    byte[] rest = new byte[Long.BYTES];
    all.get(at + Long.BYTES, rest);
    String tail = HexFormat.of().formatHex(rest);
    return "%08x-%04x-%04x-%s-%s"
        .formatted(
            all.getInt(at),
            all.getShort(at + 4),
            all.getShort(at + 6),
            tail.substring(0, 4),
            tail.substring(4));
  }

  private static Optional<Long> hashTable(Map<String, ByteBuffer> table) {
    ByteBuffer entry = table.get(HASH_TABLE);
    if (entry == null || entry.remaining() < 2 * Integer.BYTES) {
      return Optional.empty();
    }
    long address = Integer.toUnsignedLong(entry.getInt(entry.position()));
    int size = entry.getInt(entry.position() + Integer.BYTES);
    return size == 0 ? Optional.empty() : Optional.of(address);
  }

  private static List<Section> sections(byte[] image, Map<String, ByteBuffer> table)
      throws FirmwareException {
    ByteBuffer entry = table.get(METADATA);
    ByteBuffer all = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    if (entry == null || entry.remaining() < Integer.BYTES) {
      throw new FirmwareException(FirmwareFault.NO_METADATA);
    }
    long at = image.length - Integer.toUnsignedLong(entry.getInt(entry.position()));
    if (at < 0 || at > image.length - METADATA_HEAD) {
      throw new FirmwareException(FirmwareFault.NO_METADATA);
    }
    all.position((int) at);
    int magic = all.getInt();
    all.getInt(); // the size, which the count tells too
    int version = all.getInt();
    int count = all.getInt();
    if (magic != METADATA_MAGIC
        || version != 1
        || count < 0
        || count > MAX_SECTIONS
        || count * SECTION_BYTES > all.remaining()) {
      throw new FirmwareException(FirmwareFault.NO_METADATA);
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long address = Integer.toUnsignedLong(all.getInt());
      long size = Integer.toUnsignedLong(all.getInt());
      SectionType type = SectionType.of(all.getInt());
      if (address % PAGE_BYTES != 0 || size % PAGE_BYTES != 0 || size > MAX_BYTES) {
        throw new FirmwareException(FirmwareFault.NO_METADATA);
      }
      sections.add(new Section(address, size, type));
    }
    return List.copyOf(sections);
  }
}
