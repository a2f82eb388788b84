package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values of PCRs, by bank and index, as they are written and read. */
public final class Pcrs {
  /** A TPML_DIGEST has no more. */
  static final int MOST_AT_ONCE = 8;

  /** The bitmap of PCRs 0 to 23. */
  private static final int SELECT_BYTES = 3;

  private final SortedMap<PcrBank, SortedMap<Integer, byte[]>> values = new TreeMap<>();

  /** A TPML_PCR_SELECTION. TPM 2.0 Library part 2, section 10.9.7. */
  static byte[] encode(List<PcrSelection.Bank> banks) {
    TpmBytes out = new TpmBytes().u32(banks.size());
    for (PcrSelection.Bank bank : banks) {
      byte[] bitmap = new byte[SELECT_BYTES];
      bank.pcrs().forEach(pcr -> bitmap[pcr / Byte.SIZE] |= (byte) (1 << pcr % Byte.SIZE));
      out.u16(bank.bank().algorithm()).u8(SELECT_BYTES).raw(bitmap);
    }
    return out.toBytes();
  }

  /** The digests of a TPM2_PCR_Read: u32 counter, TPML_PCR_SELECTION, TPML_DIGEST. */
  static List<byte[]> digests(TpmCursor cursor) {
    cursor.u32();
    int banks = cursor.u32();
    for (int i = 0; i < banks && cursor.isWhole(); i++) {
      cursor.u16();
      cursor.take(cursor.u8());
    }
    int count = cursor.u32();
    List<byte[]> digests = new ArrayList<>();
    for (int i = 0; i < count && cursor.isWhole(); i++) {
      digests.add(cursor.sized());
    }
    return digests;
  }

  /** Takes the values of those PCRs in their order, if there is exactly one of each. */
  boolean put(PcrSelection.Bank bank, List<byte[]> digests) {
    boolean fits =
        digests.size() == bank.pcrs().size()
            && digests.stream().allMatch(digest -> digest.length == bank.bank().digestBytes());
    if (fits) {
      SortedMap<Integer, byte[]> ofBank = values.computeIfAbsent(bank.bank(), _ -> new TreeMap<>());
      for (int i = 0; i < digests.size(); i++) {
        ofBank.put(bank.pcrs().get(i), digests.get(i));
      }
    }
    return fits;
  }

  /** The values, each by bank and index ascending. */
  public SortedMap<PcrBank, SortedMap<Integer, byte[]>> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  /** The values of one bank by index ascending. */
  List<byte[]> of(PcrBank bank) {
    return List.copyOf(values.getOrDefault(bank, new TreeMap<>()).values());
  }

  /** The digest of all values in the order of {@code selection}, as a quote holds it. */
  byte[] digest(PcrBank hash, PcrSelection selection) {
    List<byte[]> ordered = new ArrayList<>();
    for (PcrSelection.Bank bank : selection.banks()) {
      SortedMap<Integer, byte[]> ofBank = values.getOrDefault(bank.bank(), new TreeMap<>());
      bank.pcrs().forEach(pcr -> ordered.add(ofBank.getOrDefault(pcr, new byte[0])));
    }
    return Digests.of(hash, ordered.toArray(byte[][]::new));
  }
}
