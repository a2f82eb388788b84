package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * PCR values as they were conveyed, bank by bank; a quote whose digest they make vouches for them.
 * Every value has its bank's size and every index is 0 to 31. Immutable.
 */
public final class PcrValues {
  /** The highest index that a quote can select. */
  static final int MAX_INDEX = PcrSelection.MAX_BITMAP_BYTES * Byte.SIZE - 1;

  private static final PcrValues NONE = new PcrValues(new EnumMap<>(TcgHash.class));

  private final Map<TcgHash, SortedMap<Integer, byte[]>> banks;

  private PcrValues(Map<TcgHash, SortedMap<Integer, byte[]>> banks) {
    this.banks = banks;
  }

  /** No value at all. */
  public static PcrValues none() {
    return NONE;
  }

  /**
   * The values of one bank; refused with {@link TpmReason#PCRS_MALFORMED} for a wrong size or
   * index.
   */
  public static Parsed<PcrValues> of(TcgHash bank, Map<Integer, byte[]> values) {
    SortedMap<Integer, byte[]> copy = new TreeMap<>();
    for (Map.Entry<Integer, byte[]> entry : values.entrySet()) {
      if (entry.getKey() < 0 || entry.getKey() > MAX_INDEX) {
        return new Parsed.Refused<>(
            TpmReason.PCRS_MALFORMED.because("There is no PCR " + entry.getKey() + "."));
      }
      if (entry.getValue().length != bank.size()) {
        return new Parsed.Refused<>(
            TpmReason.PCRS_MALFORMED.because(
                "PCR %d has %d bytes; the %s bank has %d."
                    .formatted(entry.getKey(), entry.getValue().length, bank.bank(), bank.size())));
      }
      copy.put(entry.getKey(), entry.getValue().clone());
    }
    Map<TcgHash, SortedMap<Integer, byte[]>> banks = new EnumMap<>(TcgHash.class);
    if (!copy.isEmpty()) {
      banks.put(bank, copy);
    }
    return new Parsed.Accepted<>(new PcrValues(banks));
  }

  /** The values of PCR 0, 1, 2 … of one bank; refused as by {@link #of(TcgHash, Map)}. */
  public static Parsed<PcrValues> of(TcgHash bank, List<byte[]> fromZero) {
    Map<Integer, byte[]> values = new TreeMap<>();
    for (byte[] value : fromZero) {
      values.put(values.size(), value);
    }
    return of(bank, values);
  }

  /** The one bank that a quote covers; SHA-256 where it covers none or several. */
  static TcgHash onlyBank(byte[] message) {
    if (TpmQuote.parse(message) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)) {
      List<TcgHash> covered =
          quote.selections().stream()
              .filter(s -> !s.indices().isEmpty())
              .flatMap(s -> TcgHash.ofId(s.algorithm()).stream())
              .distinct()
              .toList();
      return covered.size() == 1 ? covered.getFirst() : TcgHash.SHA256;
    }
    return TcgHash.SHA256;
  }

  /** The values of both; where both have one, that of {@code other}. */
  public PcrValues plus(PcrValues other) {
    Map<TcgHash, SortedMap<Integer, byte[]>> merged = new EnumMap<>(TcgHash.class);
    banks.forEach((bank, values) -> merged.put(bank, new TreeMap<>(values)));
    other.banks.forEach(
        (bank, values) -> merged.computeIfAbsent(bank, b -> new TreeMap<>()).putAll(values));
    return new PcrValues(merged);
  }

  /** The banks with a value, each with the value of each index, ascending. */
  public Map<TcgHash, SortedMap<Integer, byte[]>> banks() {
    Map<TcgHash, SortedMap<Integer, byte[]>> view = new EnumMap<>(TcgHash.class);
    banks.forEach((bank, values) -> view.put(bank, Collections.unmodifiableSortedMap(values)));
    return Collections.unmodifiableMap(view);
  }

  /** One value. */
  public Optional<byte[]> value(TcgHash bank, int index) {
    SortedMap<Integer, byte[]> values = banks.get(bank);
    return values == null
        ? Optional.empty()
        : Optional.ofNullable(values.get(index)).map(byte[]::clone);
  }

  /** Whether there is no value. */
  public boolean isEmpty() {
    return banks.isEmpty();
  }
}
