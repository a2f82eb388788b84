package dev.sealkeep.evidence.svsm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.vtpm.JsonOctets;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The JSON form of an SVSM's attestation; see docs/reference/evidence-svsm-vtpm.md. Nothing in it
 * is trusted.
 *
 * @param report the SNP report, as {@code outblob} gives it
 * @param manifest the services manifest, as {@code manifestblob} gives it
 * @param nonce what the SVSM was asked with, 64 bytes
 * @param quote a quote by the vTPM
 * @param attestationKey the TPMT_PUBLIC of the key that signed the quote
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs of one item; never compared
record SvsmEvidence(
    byte[] report,
    byte[] manifest,
    byte[] nonce,
    Optional<QuoteParts> quote,
    Optional<byte[]> attestationKey) {
  /** The only size of a nonce (AMD 58019, table 11). */
  static final int NONCE_BYTES = 64;

  private static final String REPORT = "report";
  private static final String MANIFEST = "manifest";
  private static final String NONCE = "nonce";
  private static final String QUOTE = "tpm_quote";
  private static final String KEY = "ak_public";

  /** Whether a blob is a JSON object with a report, a manifest and a nonce. */
  static boolean isRecognised(byte[] blob) {
    return object(blob).isPresent();
  }

  private static Optional<JsonNode> object(byte[] blob) {
    return JsonText.object(blob).filter(o -> o.has(REPORT) && o.has(MANIFEST) && o.has(NONCE));
  }

  /**
   * Takes evidence apart; refused with {@link SvsmReason#EVIDENCE_MALFORMED} or {@link
   * SvsmReason#NONCE_MALFORMED}.
   */
  static Parsed<SvsmEvidence> read(byte[] blob) {
    Optional<JsonNode> object = object(blob);
    if (object.isEmpty()) {
      return new Parsed.Refused<>(SvsmReason.EVIDENCE_MALFORMED.plain());
    }
    Optional<byte[]> report = JsonOctets.ofBase64(object.get().path(REPORT));
    Optional<byte[]> manifest = JsonOctets.ofBase64(object.get().path(MANIFEST));
    Optional<byte[]> nonce = JsonOctets.ofBase64(object.get().path(NONCE));
    Optional<QuoteParts> quote = QuoteParts.ofJson(object.get().path(QUOTE));
    Optional<byte[]> key = JsonOctets.ofBase64(object.get().path(KEY));
    if (report.isEmpty()
        || manifest.isEmpty()
        || nonce.isEmpty()
        || (object.get().hasNonNull(QUOTE) && quote.isEmpty())
        || (object.get().hasNonNull(KEY) && key.isEmpty())) {
      return new Parsed.Refused<>(SvsmReason.EVIDENCE_MALFORMED.plain());
    }
    return nonce.get().length == NONCE_BYTES
        ? new Parsed.Accepted<>(
            new SvsmEvidence(report.get(), manifest.get(), nonce.get(), quote, key))
        : new Parsed.Refused<>(
            SvsmReason.NONCE_MALFORMED.because(
                "The nonce has " + nonce.get().length + " bytes, not 64."));
  }

  /** What REPORT_DATA has to be: SHA-512 of nonce and manifest. */
  byte[] expectedReportData() {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update(nonce);
      return sha512.digest(manifest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
