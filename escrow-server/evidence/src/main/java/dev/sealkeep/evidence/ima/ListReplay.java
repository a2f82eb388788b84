package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries that make the quoted values. The kernel goes on measuring between the quote and the
 * reading of the list, so the entries are those up to where every register of the list that is
 * quoted has its value; what follows is not vouched for and left out.
 *
 * @param hash of the template digests that were extended
 * @param entries those of quoted registers, at least one
 */
record ListReplay(TcgHash hash, List<MeasuredEntry> entries) {
  /** What the kernel extends a bank with. */
  private enum Extension {
    /** The template digest by the bank's own hash (Linux 5.8 and later). */
    OF_BANK,
    /** The template digest by SHA-1 with zeros up to the bank's size (Linux before 5.8). */
    PADDED_SHA1;

    TcgHash hash(TcgHash bank) {
      return switch (this) {
        case OF_BANK -> bank;
        case PADDED_SHA1 -> TcgHash.SHA1;
      };
    }

    /** A violation is extended as all ones, so that no list can explain it away. */
    byte[] of(MeasuredEntry entry, TcgHash bank) {
      TcgHash hash = hash(bank);
      byte[] digest = new byte[hash.size()];
      Arrays.fill(digest, (byte) 0xFF);
      return Arrays.copyOf(entry.isViolation() ? digest : entry.digest(hash), bank.size());
    }
  }

  ListReplay {
    entries = List.copyOf(entries);
  }

  /** The replay to registers; empty if no beginning of the list makes their values. */
  static Optional<ListReplay> of(MeasurementList list, Registers registers) {
    if (registers.kind() == Registers.Kind.RTMR) {
      return Optional.empty();
    }
    List<MeasuredEntry> quoted =
        list.entries().stream()
            .filter(entry -> registers.values().containsKey(entry.register()))
            .toList();
    return Arrays.stream(Extension.values())
        .flatMap(extension -> replay(quoted, registers, extension).stream())
        .findFirst();
  }

  private static Optional<ListReplay> replay(
      List<MeasuredEntry> entries, Registers registers, Extension extension) {
    TcgHash bank = registers.kind().hash();
    Map<Integer, byte[]> values = new HashMap<>();
    entries.forEach(entry -> values.put(entry.register(), new byte[bank.size()]));
    for (int i = 0; i < entries.size(); i++) {
      MeasuredEntry entry = entries.get(i);
      values.computeIfPresent(
          entry.register(), (register, old) -> bank.of(old, extension.of(entry, bank)));
      if (holds(registers, values)) {
        return Optional.of(new ListReplay(extension.hash(bank), entries.subList(0, i + 1)));
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Registers registers, Map<Integer, byte[]> values) {
    return values.entrySet().stream()
        .allMatch(v -> Arrays.equals(v.getValue(), registers.values().get(v.getKey())));
  }
}
