package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.LowerHex;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a running machine asks about its next boot.
 *
 * @param before registers that it has extended since its key was given, as they were then; at most
 *     {@value #MAX_BEFORE}, each once
 * @param next what the next boot changes; at most {@value #MAX_NEXT}, each once; none for the same
 *     boot again
 */
public record NextBoot(List<Before> before, List<Value> next) {
  /** The most registers that were extended. */
  public static final int MAX_BEFORE = 4;

  /** The most events that one register was extended by. */
  public static final int MAX_EVENTS = 5;

  /** The most values of a next boot. */
  public static final int MAX_NEXT = 32;

  /** The same boot again, of a machine that has extended nothing. */
  public static final NextBoot UNCHANGED = new NextBoot(List.of(), List.of());

  /** Copies the lists and checks their sizes. */
  public NextBoot {
    before = List.copyOf(before);
    next = List.copyOf(next);
    EntryRules.check(before.size() <= MAX_BEFORE, "before");
    EntryRules.check(next.size() <= MAX_NEXT, "next");
    EntryRules.check(each(before.stream().map(Before::claim).toList()), "before");
    EntryRules.check(each(next.stream().map(Value::claim).toList()), "next");
  }

  /** Whether none stands twice. */
  public static boolean each(List<BootClaim> claims) {
    Set<BootClaim> seen = new HashSet<>();
    return claims.stream().allMatch(seen::add);
  }

  /**
   * The value that a claim will have.
   *
   * @param value as many bytes as the claim has, in lower-case hexadecimal digits
   */
  public record Value(BootClaim claim, String value) {
    /** Checks the value. */
    public Value {
      EntryRules.check(isValue(claim, value), "value");
    }
  }

  /**
   * A register as it was before it was extended.
   *
   * @param value as many bytes as the claim has, in lower-case hexadecimal digits
   * @param events what it was extended by since, in order; 1 to {@value #MAX_EVENTS}
   */
  public record Before(BootClaim claim, String value, List<BootEvent> events) {
    /** Copies the list and checks sizes. */
    public Before {
      events = List.copyOf(events);
      EntryRules.check(claim.extendable(), "before");
      EntryRules.check(isValue(claim, value), "value");
      EntryRules.check(!events.isEmpty() && events.size() <= MAX_EVENTS, "events");
    }
  }

  /** Whether {@code hex} may be the value of that claim. For untrusted input. */
  public static boolean isValue(BootClaim claim, String hex) {
    return LowerHex.decode(hex).filter(bytes -> bytes.length == claim.bytes()).isPresent();
  }
}
