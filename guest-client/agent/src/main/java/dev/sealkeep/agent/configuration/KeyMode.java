package dev.sealkeep.agent.configuration;

import java.util.Arrays;
import java.util.Optional;

/** Where a volume's key comes from. */
public enum KeyMode {
  /** From the escrow alone. */
  ESCROW("escrow"),
  /** From the escrow and the hardware together: neither alone opens the volume. */
  SPLIT("split"),
  /** From the hardware alone. */
  DERIVED("derived"),
  /** From the escrow, or from the hardware while the escrow cannot be reached. */
  ESCROW_OR_DERIVED("escrow-or-derived");

  private final String spelling;

  KeyMode(String spelling) {
    this.spelling = spelling;
  }

  /** The name in tokens and configurations. */
  public String spelling() {
    return spelling;
  }

  /** Whether the escrow has a part in opening the volume. */
  public boolean asksEscrow() {
    return this != DERIVED;
  }

  /** Whether the hardware has a part in opening the volume. */
  public boolean derives() {
    return this != ESCROW;
  }

  /** Whether the hardware opens the volume while the escrow cannot be reached. */
  public boolean fallsBack() {
    return this == ESCROW_OR_DERIVED;
  }

  /** Whether a volume of this mode has slots of a kind, named by the mode that has it alone. */
  public boolean admits(KeyMode kind) {
    return switch (this) {
      case ESCROW, SPLIT, DERIVED -> kind == this;
      case ESCROW_OR_DERIVED -> kind == ESCROW || kind == DERIVED;
    };
  }

  /** Returns the mode of that name, or empty. */
  public static Optional<KeyMode> parse(String spelling) {
    return Arrays.stream(values()).filter(mode -> mode.spelling.equals(spelling)).findFirst();
  }
}
