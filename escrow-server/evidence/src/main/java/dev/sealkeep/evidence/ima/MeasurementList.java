package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Parsed;
import java.util.List;

/**
 * A list of runtime measurements, read to its end, in either form of the kernel's files {@code
 * binary_runtime_measurements} and {@code ascii_runtime_measurements} in {@code
 * /sys/kernel/security/ima}, with template digests by SHA-1 or, in the files of other banks, by
 * SHA-256, SHA-384 or SHA-512. Integers are little-endian. Nothing in it is trusted; see {@link
 * ImaExplanation}.
 */
record MeasurementList(Form form, List<MeasuredEntry> entries) {
  /** The most bytes that are read. */
  static final int MAX_BYTES = 1024 * 1024;

  /** The most entries that are read. */
  static final int MAX_ENTRIES = 16_384;

  /** The two forms of one list. */
  enum Form {
    /** Structures one after the other. */
    BINARY,
    /** One line an entry. */
    ASCII
  }

  /** Copies the list. */
  MeasurementList {
    entries = List.copyOf(entries);
  }

  /** Whether bytes found without a label begin like a list. */
  static boolean isRecognised(byte[] bytes) {
    return BinaryListReader.isRecognised(bytes) || AsciiListReader.isRecognised(bytes);
  }

  /** Reads a list; refused with one of {@link ImaReason}. */
  static Parsed<MeasurementList> parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Parsed.Refused<>(
          ImaReason.LIST_OVERSIZED.because("The list has " + bytes.length + " bytes."));
    }
    if (AsciiListReader.isRecognised(bytes)) {
      return AsciiListReader.parse(bytes);
    }
    return BinaryListReader.isRecognised(bytes)
        ? BinaryListReader.parse(bytes)
        : new Parsed.Refused<>(ImaReason.LIST_MALFORMED.plain());
  }

  /** How many entries are violations. */
  long violations() {
    return entries.stream().filter(MeasuredEntry::isViolation).count();
  }
}
