package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.Pack;

/**
 * The auxiliary blob that the host hands to the guest beside a report (AMD 56421, section 4.1.8.1):
 * entries of 24 bytes, each a GUID (16 bytes), an offset and a length (u32 little-endian, counted
 * from the start of the table), up to an entry that is all zero. The host is not trusted: the blob
 * yields candidates, nothing more. Since certificates are recognised by content, the GUID's only
 * task is to end the table.
 */
public final class CertificateTable {
  /** The longest blob that is read. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The most entries that are read. */
  public static final int MAX_ENTRIES = 32;

  private static final int ENTRY_BYTES = 24;
  private static final int GUID_BYTES = 16;

  /** VCEK, VLEK, ASK or ASVK, ARK, CRL (AMD 56421, section 4.1.8.1). */
  private static final Set<String> GUIDS =
      Set.of(
          "63da758de6644564adc5f4b93be8accd",
          "a8074bc2a25a483eaae639c045a0b8a1",
          "4ab7b379bbac4fe4a02f05aef327c782",
          "c0b406a4a803495297433fb6014cd0ae",
          "92f81bc358114d3d97ffd19f88dc67ea");

  private CertificateTable() {}

  /** Whether the bytes begin with an entry of a known GUID, so that they can only be a table. */
  public static boolean isRecognised(byte[] blob) {
    return blob.length >= ENTRY_BYTES
        && GUIDS.contains(HexFormat.of().formatHex(blob, 0, GUID_BYTES));
  }

  /**
   * Reads an auxiliary blob: nothing, a certificate table, or bare DER or PEM certificates as some
   * hosts keep them. Refused with {@link SnpReason#AUXILIARY_MALFORMED}.
   */
  public static Parsed<Collateral> parseAuxiliary(byte[] blob) {
    if (blob.length == 0) {
      return new Parsed.Accepted<>(Collateral.none());
    }
    Parsed<List<byte[]>> table = parse(blob);
    return switch (table) {
      case Parsed.Accepted<List<byte[]>>(List<byte[]> contents) ->
          new Parsed.Accepted<>(Collateral.of(contents));
      case Parsed.Refused<List<byte[]>>(var reason) -> {
        Collateral bare =
            blob.length > MAX_BYTES ? Collateral.none() : Collateral.of(List.of(blob));
        yield bare.isEmpty() ? new Parsed.Refused<>(reason) : new Parsed.Accepted<>(bare);
      }
    };
  }

  /** The contents of the table's entries, in order. */
  static Parsed<List<byte[]>> parse(byte[] blob) {
    if (blob.length > MAX_BYTES) {
      return malformed("The auxiliary blob has " + blob.length + " bytes; at most 65536 are read.");
    }
    List<byte[]> contents = new ArrayList<>();
    for (int entry = 0; entry <= MAX_ENTRIES; entry++) {
      int at = entry * ENTRY_BYTES;
      if (at + ENTRY_BYTES > blob.length) {
        return malformed("The certificate table has no end within the blob.");
      }
      if (isEnd(blob, at)) {
        return new Parsed.Accepted<>(contents);
      }
      long offset = Integer.toUnsignedLong(Pack.littleEndianToInt(blob, at + GUID_BYTES));
      long length = Integer.toUnsignedLong(Pack.littleEndianToInt(blob, at + GUID_BYTES + 4));
      if (offset + length > blob.length) {
        return malformed("Entry " + entry + " of the certificate table points outside the blob.");
      }
      contents.add(Arrays.copyOfRange(blob, (int) offset, (int) (offset + length)));
    }
    return malformed("The certificate table has more than " + MAX_ENTRIES + " entries.");
  }

  private static Parsed<List<byte[]>> malformed(String detail) {
    return new Parsed.Refused<>(SnpReason.AUXILIARY_MALFORMED.because(detail));
  }

  private static boolean isEnd(byte[] blob, int at) {
    return Arrays.equals(blob, at, at + ENTRY_BYTES, new byte[ENTRY_BYTES], 0, ENTRY_BYTES);
  }
}
