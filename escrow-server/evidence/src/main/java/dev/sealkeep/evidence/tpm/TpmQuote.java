package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * A TPMS_ATTEST of type TPM_ST_ATTEST_QUOTE (TPM 2.0 Library part 2, section 10.12), all integers
 * big-endian. Says nothing about authenticity: see {@link QuoteCheck}.
 *
 * @param qualifiedSigner the signing key's Qualified Name: name algorithm u16 and digest
 * @param extraData the qualifying data that the caller gave, 0 to 64 bytes
 * @param clock milliseconds that the TPM has been on, unsigned 64 bits
 * @param resetCount how often the TPM was reset, unsigned 32 bits
 * @param restartCount how often it was restarted or resumed since, unsigned 32 bits
 * @param safe whether no higher clock value can have been reported before
 * @param firmwareVersion as the TPM's vendor counts it, 64 bits
 * @param selections which PCRs the digest covers, in the order in which it covers them
 * @param pcrDigest the digest of their values, by the hash of the signing scheme
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
public record TpmQuote(
    byte[] qualifiedSigner,
    byte[] extraData,
    long clock,
    long resetCount,
    long restartCount,
    boolean safe,
    long firmwareVersion,
    List<PcrSelection> selections,
    byte[] pcrDigest) {
  /** The most bytes that are read as a quote. */
  public static final int MAX_BYTES = 1024;

  /** TPM_GENERATED_VALUE: a restricted key signs nothing else that begins so. */
  public static final int MAGIC = 0xFF54_4347;

  /** TPM_ST_ATTEST_QUOTE. */
  public static final int TYPE = 0x8018;

  private static final int MAX_SELECTIONS = 16;
  private static final int MAX_NAME_BYTES = 66;
  private static final int MAX_DATA_BYTES = 64;
  private static final int MAX_DIGEST_BYTES = 64;

  /** Copies the list. */
  public TpmQuote {
    selections = List.copyOf(selections);
  }

  /** Whether bytes found without a label begin with TPM_GENERATED_VALUE. */
  public static boolean isRecognised(byte[] bytes) {
    return bytes.length >= 6 && ByteCursor.bigEndian(bytes).u32() == (MAGIC & 0xFFFF_FFFFL);
  }

  /**
   * Reads the bytes that a TPM signed; refused with {@link TpmReason#QUOTE_MAGIC_INVALID}, {@link
   * TpmReason#QUOTE_TYPE_UNSUPPORTED} or {@link TpmReason#QUOTE_MALFORMED}.
   */
  public static Parsed<TpmQuote> parse(byte[] attest) {
    ByteCursor cursor = ByteCursor.bigEndian(attest);
    if (attest.length > MAX_BYTES) {
      return malformed("The quote has " + attest.length + " bytes; at most 1024 are read.");
    }
    if (cursor.u32() != (MAGIC & 0xFFFF_FFFFL)) {
      return new Parsed.Refused<>(TpmReason.QUOTE_MAGIC_INVALID.plain());
    }
    int type = cursor.u16();
    if (cursor.isWhole() && type != TYPE) {
      return new Parsed.Refused<>(
          TpmReason.QUOTE_TYPE_UNSUPPORTED.because(
              "The type is 0x%04x; a quote has 0x8018.".formatted(type)));
    }
    TpmQuote quote = body(cursor);
    if (!cursor.isAtEnd()) {
      return malformed("The fields do not fill the " + attest.length + " bytes exactly.");
    }
    return quote.withinBounds() ? new Parsed.Accepted<>(quote) : malformed("A field is too long.");
  }

  private static TpmQuote body(ByteCursor cursor) {
    byte[] qualifiedSigner = cursor.sized();
    byte[] extraData = cursor.sized();
    long clock = cursor.u64();
    long resetCount = cursor.u32();
    long restartCount = cursor.u32();
    boolean safe = yesOrNo(cursor);
    long firmwareVersion = cursor.u64();
    List<PcrSelection> selections = selections(cursor);
    return new TpmQuote(
        qualifiedSigner,
        extraData,
        clock,
        resetCount,
        restartCount,
        safe,
        firmwareVersion,
        selections,
        cursor.sized());
  }

  /** TPMI_YES_NO is 0 or 1; anything else spoils the cursor. */
  private static boolean yesOrNo(ByteCursor cursor) {
    int value = cursor.u8();
    if (value > 1) {
      cursor.bytes(Integer.MAX_VALUE);
    }
    return value == 1;
  }

  private static List<PcrSelection> selections(ByteCursor cursor) {
    long count = cursor.u32();
    if (count > MAX_SELECTIONS) {
      cursor.bytes(Integer.MAX_VALUE);
      return List.of();
    }
    List<PcrSelection> selections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      selections.add(PcrSelection.read(cursor));
    }
    return selections;
  }

  private boolean withinBounds() {
    return qualifiedSigner.length <= MAX_NAME_BYTES
        && extraData.length <= MAX_DATA_BYTES
        && pcrDigest.length <= MAX_DIGEST_BYTES;
  }

  /** Whether no PCR is selected: a valid signature over nothing. */
  public boolean selectsNothing() {
    return selections.stream().allMatch(s -> s.indices().isEmpty());
  }

  private static Parsed<TpmQuote> malformed(String detail) {
    return new Parsed.Refused<>(TpmReason.QUOTE_MALFORMED.because(detail));
  }
}
