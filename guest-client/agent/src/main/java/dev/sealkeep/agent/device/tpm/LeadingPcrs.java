package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.LowerHex;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A quote in the form of evidence whose list of values has no indices: PCRs of the SHA-256 bank
 * from 0 on, without gaps.
 *
 * @param bank which they are
 */
record LeadingPcrs(PcrSelection.Bank bank) {
  /**
   * Takes the SHA-256 bank of a selection.
   *
   * @throws DeviceException {@link DeviceFault#TPM_PCRS_GAP} if it is not there, or has gaps
   */
  static LeadingPcrs of(PcrSelection selection) throws DeviceException {
    return selection.banks().stream()
        .filter(bank -> bank.bank() == PcrBank.SHA256)
        .filter(bank -> bank.pcrs().equals(IntStream.range(0, bank.pcrs().size()).boxed().toList()))
        .findFirst()
        .map(LeadingPcrs::new)
        .orElseThrow(() -> new DeviceException(DeviceFault.TPM_PCRS_GAP, selection.display()));
  }

  /** Reads and quotes them. */
  Quoted quote(Tpm tpm, LoadedKey key, byte[] qualifyingData) throws DeviceException {
    return Quoted.of(tpm, key, new PcrSelection(List.of(bank)), qualifyingData);
  }

  /** Writes {@code tpm_quote}. */
  void write(JsonWriter out, Quoted quoted) {
    List<String> values = quoted.pcrs().of(bank.bank()).stream().map(LowerHex::encode).toList();
    out.object(
        "tpm_quote",
        inner -> {
          quoted.write(inner);
          inner.texts("pcrs", values);
        });
  }
}
