package dev.sealkeep.agent.configuration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A register that measurements are extended into, and that nothing but a reboot brings back.
 *
 * @param kind whose it is
 * @param index which one: 0 to 15 of a TPM, whose others software resets (16, 23) or may not extend
 *     (17 to 22; TCG PC Client Platform TPM Profile for TPM 2.0, PCR attributes); 2 or 3 of a TD,
 *     whose others belong to the firmware
 */
public record Register(Kind kind, int index) {
  /** How one is written. */
  private static final Pattern SYNTAX =
      Pattern.compile("tpm:(?<pcr>[0-9]|1[0-5])|rtmr:(?<rtmr>[23])");

  /** Whose registers. */
  public enum Kind {
    /** A PCR of a TPM 2.0, in every bank that it has. */
    TPM,
    /** An RTMR of a TD. */
    RTMR
  }

  /** Reads {@code tpm:INDEX} or {@code rtmr:INDEX}; empty if it is neither. */
  public static Optional<Register> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String pcr = matcher.group("pcr");
    return Optional.of(
        pcr != null
            ? new Register(Kind.TPM, Integer.parseInt(pcr))
            : new Register(Kind.RTMR, Integer.parseInt(matcher.group("rtmr"))));
  }

  /** As it is written. */
  public String spelling() {
    return switch (kind) {
      case TPM -> "tpm:" + index;
      case RTMR -> "rtmr:" + index;
    };
  }
}
