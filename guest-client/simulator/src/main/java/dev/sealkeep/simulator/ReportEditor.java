package dev.sealkeep.simulator;

import java.util.Arrays;

/**
 * Changes the fields of a report and signs it again, so that tests can make reports that are signed
 * but wrong. It checks sizes alone.
 */
public final class ReportEditor {
  private final byte[] report;

  private ReportEditor(byte[] report) {
    this.report = report;
  }

  /** Starts from a copy of {@code report}, which has 1184 bytes. */
  public static ReportEditor of(byte[] report) {
    if (report.length != ReportField.REPORT_BYTES) {
      throw new IllegalArgumentException("a report has 1184 bytes, not " + report.length);
    }
    return new ReportEditor(report.clone());
  }

  static ReportEditor blank() {
    return new ReportEditor(new byte[ReportField.REPORT_BYTES]);
  }

  /** Puts an integer into a field of at most 8 bytes, little-endian; higher bits are dropped. */
  public ReportEditor set(ReportField field, long value) {
    byte[] bytes = new byte[field.size()];
    for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return set(field, bytes);
  }

  /** Puts bytes into a field; a shorter value is followed by zeros. */
  public ReportEditor set(ReportField field, byte[] value) {
    if (value.length > field.size()) {
      throw new IllegalArgumentException(field + " has " + field.size() + " bytes");
    }
    System.arraycopy(Arrays.copyOf(value, field.size()), 0, report, field.offset(), field.size());
    return this;
  }

  /** Puts one byte anywhere in the report. */
  public ReportEditor setByte(int offset, int value) {
    report[offset] = (byte) value;
    return this;
  }

  /** Inverts one bit, 0 the lowest, of one byte. */
  public ReportEditor flipBit(int offset, int bit) {
    report[offset] ^= (byte) (1 << bit);
    return this;
  }

  /** The report with the signature it has now, which no longer fits if a signed byte changed. */
  public byte[] bytes() {
    return report.clone();
  }

  /** The report under a new signature. */
  public byte[] signedBy(EndorsementKey key) {
    byte[] signed = Arrays.copyOf(report, ReportField.SIGNED_BYTES);
    return set(ReportField.SIGNATURE, key.sign(signed)).bytes();
  }

  /** The report with zeros after it, as some clouds append. */
  public static byte[] withTrailingBytes(byte[] report, int count) {
    return Arrays.copyOf(report, report.length + count);
  }

  /** Reads the bytes of a field. */
  public static byte[] read(byte[] report, ReportField field) {
    return Arrays.copyOfRange(report, field.offset(), field.offset() + field.size());
  }
}
