package dev.sealkeep.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The host's certificate table (auxblob of configfs-tsm, SNP_GET_EXT_REPORT): entries of 24 bytes
 * with a GUID in the byte order of RFC 4122, a u32 little-endian offset from the start of the table
 * and a u32 little-endian length; an all-zero entry ends them; the contents follow. AMD 56421,
 * section 4.1.8.1.
 *
 * @param entries the entries, in order
 */
public record CertificateTable(List<Entry> entries) {
  /** The GUID of a VCEK. */
  public static final UUID VCEK = UUID.fromString("63da758d-e664-4564-adc5-f4b93be8accd");

  /** The GUID of a VLEK. */
  public static final UUID VLEK = UUID.fromString("a8074bc2-a25a-483e-aae6-39c045a0b8a1");

  /** The GUID of an ASK, and of an ASVK. */
  public static final UUID ASK = UUID.fromString("4ab7b379-bbac-4fe4-a02f-05aef327c782");

  /** The GUID of an ARK. */
  public static final UUID ARK = UUID.fromString("c0b406a4-a803-4952-9743-3fb6014cd0ae");

  /** The GUID of a CRL. */
  public static final UUID CRL = UUID.fromString("92f81bc3-5811-4d3d-97ff-d19f88dc67ea");

  private static final int ENTRY_BYTES = 24;

  /** Copies {@code entries}. */
  public CertificateTable {
    entries = List.copyOf(entries);
  }

  /**
   * One entry.
   *
   * @param guid what it holds
   * @param content DER
   */
  @SuppressWarnings("ArrayRecordComponent") // raw blob; never compared by equals
  public record Entry(UUID guid, byte[] content) {}

  /** A table without entries. */
  public static CertificateTable empty() {
    return new CertificateTable(List.of());
  }

  /** The same table with one more entry at its end. */
  public CertificateTable with(UUID guid, byte[] content) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(guid, content.clone()));
    return new CertificateTable(more);
  }

  /** The same table without the entries of that GUID. */
  public CertificateTable without(UUID guid) {
    return new CertificateTable(entries.stream().filter(e -> !e.guid().equals(guid)).toList());
  }

  /** The bytes; none at all for an empty table, as configfs-tsm gives them. */
  public byte[] encode() {
    if (entries.isEmpty()) {
      return new byte[0];
    }
    int offset = ENTRY_BYTES * (entries.size() + 1);
    int length = offset + entries.stream().mapToInt(e -> e.content().length).sum();
    ByteBuffer table = ByteBuffer.allocate(length);
    for (Entry entry : entries) {
      table.order(ByteOrder.BIG_ENDIAN);
      table.putLong(entry.guid().getMostSignificantBits());
      table.putLong(entry.guid().getLeastSignificantBits());
      table.order(ByteOrder.LITTLE_ENDIAN);
      table.putInt(offset).putInt(entry.content().length);
      table.put(offset, entry.content());
      offset += entry.content().length;
    }
    return table.array();
  }
}
