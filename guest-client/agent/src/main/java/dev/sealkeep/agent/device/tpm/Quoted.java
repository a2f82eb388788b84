package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.wire.JsonWriter;

/**
 * A quote and the values that it is over.
 *
 * @param quote the quote
 * @param pcrs the values of exactly the PCRs that it names
 */
public record Quoted(Quote quote, Pcrs pcrs) {
  /** How often a quote is tried for, while something extends its PCRs. */
  static final int ATTEMPTS = 5;

  /**
   * Reads and quotes PCRs. Those that were extended between being read and being quoted are read
   * and quoted anew.
   *
   * @param qualifyingData 32 bytes
   */
  public static Quoted of(Tpm tpm, LoadedKey key, PcrSelection selection, byte[] qualifyingData)
      throws DeviceException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Pcrs pcrs = tpm.readPcrs(selection);
      Quote quote = tpm.quote(key, qualifyingData, selection);
      switch (quote.fit(qualifyingData, selection, pcrs)) {
        case FITS -> {
          return new Quoted(quote, pcrs);
        }
        case OTHER ->
            throw new DeviceException(DeviceFault.TPM_QUOTE_MISMATCH, selection.display());
        case OTHER_PCRS -> {
          // Once more, with the values as they are by now.
        }
      }
    }
    throw new DeviceException(
        DeviceFault.TPM_PCRS_MOVED, "%d times among %s".formatted(ATTEMPTS, selection.display()));
  }

  /** Writes the members that every form of evidence has alike. */
  void write(JsonWriter out) {
    out.hex("message", quote.message()).hex("signature", quote.signature());
  }
}
