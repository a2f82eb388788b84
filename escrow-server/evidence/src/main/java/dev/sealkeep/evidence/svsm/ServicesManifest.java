package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What an SVSM says of its services (AMD 58019, Secure VM Service Module for SEV-SNP Guests 1.00,
 * section 7): the answer to SVSM_ATTEST_SERVICES, or to SVSM_ATTEST_SINGLE_SERVICE for the vTPM.
 * All integers little-endian, GUIDs in their mixed-endian binary form:
 *
 * <pre>
 * 0   16  63849ebb-3d92-4670-a1ff-58f9c94b87bb
 * 16   4  size of the whole manifest
 * 20   4  number of services
 * 24  24  for each: GUID, offset of its data from the start, size of its data
 * </pre>
 *
 * The data of the vTPM, c476f1eb-0123-45a5-9641-b4e7dde5bfe3, is the TPMT_PUBLIC of its EK (section
 * 8.3.1, manifest version 0), and that is all of the answer about a single service.
 *
 * @param services the GUID of each service as 32 hexadecimal digits in binary order; empty for a
 *     single service
 * @param vtpm the vTPM's own manifest
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
record ServicesManifest(List<String> services, byte[] vtpm) {
  /** The most bytes that are read. */
  static final int MAX_BYTES = 32 * 1024;

  private static final String TABLE = "bb9e8463923d7046a1ff58f9c94b87bb";
  private static final String VTPM = "ebf176c42301a5459641b4e7dde5bfe3";
  private static final int GUID_BYTES = 16;
  private static final int ENTRY_BYTES = 24;
  private static final int MAX_SERVICES = 64;

  private record Service(String guid, long offset, long size) {
    boolean isWithin(long from, long to) {
      return offset >= from && offset + size <= to;
    }
  }

  ServicesManifest {
    services = List.copyOf(services);
  }

  /**
   * Reads a manifest; refused with {@link SvsmReason#MANIFEST_MALFORMED} or {@link
   * SvsmReason#MANIFEST_VTPM_MISSING}.
   */
  static Parsed<ServicesManifest> parse(byte[] manifest) {
    if (manifest.length > MAX_BYTES) {
      return malformed("The manifest has more than " + MAX_BYTES + " bytes.");
    }
    ByteCursor cursor = ByteCursor.littleEndian(manifest, 0);
    return HexFormat.of().formatHex(cursor.bytes(GUID_BYTES)).equals(TABLE)
        ? table(manifest, cursor)
        : new Parsed.Accepted<>(new ServicesManifest(List.of(), manifest.clone()));
  }

  private static Parsed<ServicesManifest> table(byte[] manifest, ByteCursor cursor) {
    long size = cursor.u32();
    long count = cursor.u32();
    long dataFrom = ENTRY_BYTES * (count + 1);
    if (!cursor.isWhole()
        || size != manifest.length
        || count > MAX_SERVICES
        || dataFrom > manifest.length) {
      return malformed(
          "The manifest has %d bytes, and says %d and %d services."
              .formatted(manifest.length, size, count));
    }
    List<Service> services = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String guid = HexFormat.of().formatHex(cursor.bytes(GUID_BYTES));
      services.add(new Service(guid, cursor.u32(), cursor.u32()));
    }
    if (!services.stream().allMatch(s -> s.isWithin(dataFrom, manifest.length))) {
      return malformed("The data of a service does not lie within the manifest.");
    }
    List<Service> vtpms = services.stream().filter(s -> s.guid().equals(VTPM)).toList();
    if (vtpms.size() != 1) {
      return new Parsed.Refused<>(SvsmReason.MANIFEST_VTPM_MISSING.plain());
    }
    Service vtpm = vtpms.getFirst();
    return new Parsed.Accepted<>(
        new ServicesManifest(
            services.stream().map(Service::guid).toList(),
            Arrays.copyOfRange(
                manifest, (int) vtpm.offset(), (int) (vtpm.offset() + vtpm.size()))));
  }

  private static Parsed<ServicesManifest> malformed(String detail) {
    return new Parsed.Refused<>(SvsmReason.MANIFEST_MALFORMED.because(detail));
  }
}
