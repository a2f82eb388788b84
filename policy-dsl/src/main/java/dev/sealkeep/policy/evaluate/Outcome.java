package dev.sealkeep.policy.evaluate;

import java.util.Locale;

/** A truth value of Kleene's strong three-valued logic, in the order of truth. */
public enum Outcome {
  /** False whatever the unknown turns out to be. */
  FALSE,
  /** Not decided by what is known. */
  UNKNOWN,
  /** True whatever the unknown turns out to be. */
  TRUE;

  /** The outcome of a decided question. */
  public static Outcome of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** True if both are, false if either is. */
  public Outcome and(Outcome other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** True if either is, false if both are. */
  public Outcome or(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Swaps true and false. */
  public Outcome not() {
    return switch (this) {
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
      case TRUE -> FALSE;
    };
  }

  /** The lower-case word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
