package dev.sealkeep.policy.difference;

import java.util.Locale;

/** How what a new policy admits stands to what the old one does. */
public enum Relation {
  /** Both admit the same. */
  EQUAL("both admit the same"),
  /** The new one admits less and nothing more. */
  NARROWER("the new policy admits less and nothing more"),
  /** The new one admits more and nothing less. */
  WIDER("the new policy admits more and nothing less"),
  /** Each admits something that the other does not. */
  INCOMPARABLE("each policy admits something that the other does not"),
  /** A bound was reached before that was settled. */
  UNKNOWN("the bound was reached before this was settled");

  private final String sentence;

  Relation(String sentence) {
    this.sentence = sentence;
  }

  /** The lower-case word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The relation in words. */
  public String sentence() {
    return sentence;
  }
}
