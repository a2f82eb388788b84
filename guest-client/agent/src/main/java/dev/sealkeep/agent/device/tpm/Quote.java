package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import java.util.Arrays;

/**
 * A quote as the TPM made it. TPM 2.0 Library part 2, section 10.12.
 *
 * @param message the TPMS_ATTEST
 * @param signature the TPMT_SIGNATURE
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record Quote(byte[] message, byte[] signature) {
  private static final int MAGIC = 0xFF54_4347;
  private static final int TYPE = 0x8018;
  private static final int CLOCK_AND_FIRMWARE_BYTES = 17 + 8;

  /** How a quote relates to what was asked for. */
  enum Fit {
    /** It is over the data and the values. */
    FITS,
    /** It is over the data and other values. */
    OTHER_PCRS,
    /** It is no quote, or over other data. */
    OTHER
  }

  /** Compares what the quote says with what was asked for; its signature is for the verifier. */
  Fit fit(byte[] qualifyingData, PcrSelection selection, Pcrs pcrs) {
    TpmCursor cursor = new TpmCursor(message);
    boolean ours = cursor.u32() == MAGIC;
    ours &= cursor.u16() == TYPE;
    cursor.sized();
    ours &= Arrays.equals(cursor.sized(), qualifyingData);
    cursor.take(CLOCK_AND_FIRMWARE_BYTES);
    byte[] wanted = Pcrs.encode(selection.banks());
    ours &= cursor.take(wanted.length).filter(found -> Arrays.equals(found, wanted)).isPresent();
    byte[] digest = cursor.sized();
    if (!ours || !cursor.isAtEnd()) {
      return Fit.OTHER;
    }
    TpmCursor scheme = new TpmCursor(signature);
    scheme.u16();
    return PcrBank.ofAlgorithm(scheme.u16())
        .map(hash -> Arrays.equals(pcrs.digest(hash, selection), digest))
        .map(same -> same ? Fit.FITS : Fit.OTHER_PCRS)
        .orElse(Fit.OTHER);
  }
}
