package dev.sealkeep.policy.hole;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How bad a hole is, the worst first. */
public enum HoleSeverity {
  /** Whoever runs the host, or just another guest, has the key. */
  CRITICAL("whoever runs the host, or just another guest, has the key"),
  /** The key can be had with a fault or a key that is known to be at large. */
  HIGH("the key can be had with a fault or a key that is known to be at large, or by a host"),
  /** The key can be had if something holds that the policy's text does not show. */
  MEDIUM("the key can be had if something holds that the policy does not show; the text says what"),
  /** A layer of defence is missing. */
  LOW("a layer of defence is missing; nothing is known to follow from this alone");

  private final String sentence;

  HoleSeverity(String sentence) {
    this.sentence = sentence;
  }

  /** The lower-case word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }

  /** Whether this is as bad as another or worse. */
  public boolean isAtLeast(HoleSeverity other) {
    return compareTo(other) <= 0;
  }

  /** The severity of a word. */
  public static Optional<HoleSeverity> of(String word) {
    return Arrays.stream(values()).filter(severity -> severity.word().equals(word)).findFirst();
  }

  /** Every word, the worst first. */
  public static List<String> words() {
    return Arrays.stream(values()).map(HoleSeverity::word).toList();
  }
}
