package dev.sealkeep.simulator;

/**
 * A report and what the host puts beside it.
 *
 * @param report 1184 bytes
 * @param certificates the encoded {@link CertificateTable}
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record ExtendedReport(byte[] report, byte[] certificates) {}
