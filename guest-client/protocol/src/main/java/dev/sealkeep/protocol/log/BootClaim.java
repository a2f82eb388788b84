package dev.sealkeep.protocol.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a claim that another boot of the same machine may change: a launch measurement or a
 * measured register. Others, such as those of a chip or of a TCB, are none: a machine can foretell
 * its own next boot, and not what it is not.
 *
 * @param name {@code measurement}, {@code mr_td}, {@code rtmr0} to {@code rtmr3}, {@code
 *     sha256.pcr0} to {@code sha256.pcr23} or the same of {@code sha384}, perhaps behind the
 *     hardware's name ({@code snp.measurement}) or an item's ({@code tpm2.sha256.pcr4}); at most
 *     {@value #MAX_CHARS} characters
 */
public record BootClaim(String name) {
  /** The most characters of a name. */
  public static final int MAX_CHARS = 48;

  /** The size of a SHA-384 digest. */
  private static final int SHA384_BYTES = 48;

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<item>(?:[a-z0-9_]+\\.){0,2})"
              + "(?<register>measurement|mr_td|rtmr[0-3]"
              + "|(?<bank>sha256|sha384)\\.pcr(?<pcr>[0-9]|1[0-9]|2[0-3]))");

  /** Refuses another name with {@link IllegalArgumentException}. */
  public BootClaim {
    EntryRules.check(matcher(name).isPresent(), "claim");
  }

  /** Returns the claim of that name, or empty if no boot changes it. For untrusted input. */
  public static Optional<BootClaim> parse(String name) {
    return matcher(name).map(_ -> new BootClaim(name));
  }

  private static Optional<Matcher> matcher(String name) {
    Matcher matcher = SYNTAX.matcher(name);
    return name.length() <= MAX_CHARS && matcher.matches()
        ? Optional.of(matcher)
        : Optional.empty();
  }

  private String group(String group) {
    return matcher(name).map(found -> found.group(group)).orElse("");
  }

  /** What stands before it, with its last dot: {@code tpm2.}; empty if nothing does. */
  public String item() {
    return group("item");
  }

  /** The name within its item: {@code sha256.pcr4}. */
  public String register() {
    return group("register");
  }

  /** The number of a PCR; empty for another register. */
  public Optional<Integer> pcr() {
    String pcr = group("pcr");
    return pcr.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(pcr));
  }

  /** Whether a running system can extend it: a PCR or an RTMR. */
  public boolean extendable() {
    return pcr().isPresent() || register().startsWith("rtmr");
  }

  /** The size of its value in bytes: 32 in the bank of SHA-256, else 48. */
  public int bytes() {
    return "sha256".equals(group("bank")) ? Digest.SHA256_BYTES : SHA384_BYTES;
  }

  @Override
  public String toString() {
    return name;
  }
}
