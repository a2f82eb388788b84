package dev.sealkeep.evidence.eventlog;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measured registers whose values verified evidence vouches for.
 *
 * @param kind what they are, which says how a log names them
 * @param values the digest in each register, by its number: PCR 0 to 23, or RTMR 0 to 3
 */
public record Registers(Kind kind, Map<Integer, byte[]> values) {
  /** Kinds of registers. */
  public enum Kind {
    /** PCRs of a TPM's SHA-1 bank. */
    PCR_SHA1,
    /** PCRs of a TPM's SHA-256 bank. */
    PCR_SHA256,
    /** PCRs of a TPM's SHA-384 bank. */
    PCR_SHA384,
    /** RTMRs of a TD, SHA-384; a CCEL names RTMR n as register n + 1. */
    RTMR;

    /** The hash of the registers' values and of the digests that extend them. */
    public TcgHash hash() {
      return switch (this) {
        case PCR_SHA1 -> TcgHash.SHA1;
        case PCR_SHA256 -> TcgHash.SHA256;
        case PCR_SHA384, RTMR -> TcgHash.SHA384;
      };
    }

    /** The number of the register that a log calls {@code logged}. */
    int number(int logged) {
      return this == RTMR ? logged - 1 : logged;
    }
  }

  /** Copies the map. */
  public Registers {
    values = Map.copyOf(values);
  }

  /** The numbers of those that hold zeros, as a reset leaves them. */
  Set<Integer> untouched() {
    byte[] zeros = new byte[kind.hash().size()];
    return values.entrySet().stream()
        .filter(register -> Arrays.equals(register.getValue(), zeros))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
