package dev.sealkeep.evidence.azure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.Pack;

/**
 * A TDREPORT_STRUCT of 1024 bytes (Intel TDX module ABI): what a TD reports of itself to its own
 * platform. Its MAC means nothing elsewhere, so it proves nothing; a quote made from it repeats its
 * fields under a signature.
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of one report; never compared
record TdReportStruct(byte[] bytes) {
  /** The size of a TDREPORT. */
  static final int BYTES = 1024;

  private static final int TYPE_TDX = 0x81;
  private static final int REPORT_DATA_AT = 128;
  private static final int REPORT_DATA_BYTES = 64;
  private static final int QUOTE_BODY_AT_V4 = 48;
  private static final int QUOTE_BODY_AT_V5 = 54;

  /**
   * A field that TDREPORT and quote share.
   *
   * @param inReport its offset in the TDREPORT
   * @param inBody its offset in the body of a quote
   */
  private record Shared(String name, int inReport, int inBody, int length) {}

  private static final Shared REPORT_DATA =
      new Shared("report_data", REPORT_DATA_AT, 520, REPORT_DATA_BYTES);

  private static final List<Shared> MEASUREMENTS =
      List.of(
          new Shared("tee_tcb_svn", 264, 0, 16),
          new Shared("mrseam", 280, 16, 48),
          new Shared("mrsignerseam", 328, 64, 48),
          new Shared("seamattr", 376, 112, 8),
          new Shared("tdattr", 512, 120, 8),
          new Shared("xfam", 520, 128, 8),
          new Shared("mrtd", 528, 136, 48),
          new Shared("mrconfigid", 576, 184, 48),
          new Shared("mrowner", 624, 232, 48),
          new Shared("mrownerconfig", 672, 280, 48),
          new Shared("rtmr0", 720, 328, 48),
          new Shared("rtmr1", 768, 376, 48),
          new Shared("rtmr2", 816, 424, 48),
          new Shared("rtmr3", 864, 472, 48));

  /** Whether the type is that of a TD. */
  boolean isTd() {
    return (bytes[0] & 0xFF) == TYPE_TDX;
  }

  /** REPORTDATA, 64 bytes. */
  byte[] reportData() {
    return Arrays.copyOfRange(bytes, REPORT_DATA_AT, REPORT_DATA_AT + REPORT_DATA_BYTES);
  }

  /** Whether a quote has this report's REPORTDATA. */
  boolean hasReportDataOf(byte[] quote) {
    return agrees(REPORT_DATA, quote);
  }

  /** The first other field in which a quote differs; empty if it was made from this report. */
  Optional<String> differenceFrom(byte[] quote) {
    return MEASUREMENTS.stream().filter(f -> !agrees(f, quote)).map(Shared::name).findFirst();
  }

  private boolean agrees(Shared field, byte[] quote) {
    int at = bodyAt(quote) + field.inBody();
    return at + field.length() <= quote.length
        && Arrays.equals(
            bytes,
            field.inReport(),
            field.inReport() + field.length(),
            quote,
            at,
            at + field.length());
  }

  private static int bodyAt(byte[] quote) {
    boolean short4 = quote.length >= 2 && Pack.littleEndianToShort(quote, 0) == 4;
    return short4 ? QUOTE_BODY_AT_V4 : QUOTE_BODY_AT_V5;
  }
}
