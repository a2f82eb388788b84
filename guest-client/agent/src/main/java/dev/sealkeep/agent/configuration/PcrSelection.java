package dev.sealkeep.agent.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * PCRs of one or more banks. Written as {@code sha256:0-7,11+sha1:0}: a bank and its PCRs, single
 * or from one to another, and further banks behind {@code +}.
 *
 * @param banks at least one, each once; none is empty
 */
public record PcrSelection(List<Bank> banks) {
  /** A PC client's TPM has PCRs 0 to 23. */
  public static final int PCRS = 24;

  /** Copies the list. */
  public PcrSelection {
    banks = List.copyOf(banks);
  }

  /**
   * The PCRs of one bank.
   *
   * @param pcrs 0 to 23, ascending
   */
  public record Bank(PcrBank bank, List<Integer> pcrs) {
    /** Sorts and copies the list. */
    public Bank {
      pcrs = pcrs.stream().distinct().sorted().toList();
    }

    private String display() {
      return bank.spelling()
          + ":"
          + pcrs.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
  }

  /** Returns what is written so, or empty. */
  public static Optional<PcrSelection> parse(String text) {
    SortedMap<PcrBank, SortedSet<Integer>> banks = new TreeMap<>();
    for (String part : text.split("\\+", -1)) {
      int colon = part.indexOf(':');
      Optional<PcrBank> bank = colon < 0 ? Optional.empty() : bank(part.substring(0, colon));
      Optional<SortedSet<Integer>> pcrs =
          colon < 0 ? Optional.empty() : pcrs(part.substring(colon + 1));
      if (bank.isEmpty() || pcrs.isEmpty() || banks.put(bank.get(), pcrs.get()) != null) {
        return Optional.empty();
      }
    }
    List<Bank> all = new ArrayList<>();
    banks.forEach((bank, pcrs) -> all.add(new Bank(bank, List.copyOf(pcrs))));
    all.sort(Comparator.comparing(Bank::bank));
    return Optional.of(new PcrSelection(all));
  }

  private static Optional<PcrBank> bank(String text) {
    return PcrBank.parse(text.strip());
  }

  private static Optional<SortedSet<Integer>> pcrs(String text) {
    SortedSet<Integer> pcrs = new TreeSet<>();
    for (String item : text.split(",", -1)) {
      String[] ends = item.strip().split("-", -1);
      Optional<Integer> first = pcr(ends[0]);
      Optional<Integer> last = pcr(ends[ends.length - 1]);
      if (ends.length > 2 || first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
        return Optional.empty();
      }
      for (int pcr = first.get(); pcr <= last.get(); pcr++) {
        pcrs.add(pcr);
      }
    }
    return Optional.of(pcrs);
  }

  private static Optional<Integer> pcr(String text) {
    if (!text.matches("[0-9]{1,2}")) {
      return Optional.empty();
    }
    int pcr = Integer.parseInt(text);
    return pcr < PCRS ? Optional.of(pcr) : Optional.empty();
  }

  /** How it is written, each PCR by itself. */
  public String display() {
    return banks.stream().map(Bank::display).collect(Collectors.joining("+"));
  }
}
