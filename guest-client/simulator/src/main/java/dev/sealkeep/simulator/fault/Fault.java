package dev.sealkeep.simulator.fault;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One fault: {@code TARGET:EFFECT[=VALUE][@FIRST][*TIMES]}. It strikes the operation {@code TARGET}
 * from its {@code FIRST} occurrence (1 unless given) for {@code TIMES} occurrences (ever after
 * unless given). {@link #language()} lists the targets and the effects.
 *
 * @param target the operation
 * @param effect what happens to it
 * @param first the first occurrence that it strikes, 1 or more
 * @param times how many it strikes, 1 or more
 */
public record Fault(FaultTarget target, FaultEffect effect, int first, int times) {
  private static final Pattern FORM =
      Pattern.compile("([^:]+):([^=@*]+)(?:=([^@*]+))?(?:@([0-9]{1,9}))?(?:\\*([0-9]{1,9}))?");

  /** Checks the counts. */
  public Fault {
    if (first < 1 || times < 1) {
      throw new IllegalArgumentException("occurrences are counted from 1");
    }
  }

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException for an unknown one; the message says what is known
   */
  public static Fault parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw refusal(text, "a fault is TARGET:EFFECT[=VALUE][@FIRST][*TIMES]");
    }
    FaultTarget target =
        FaultTarget.named(matcher.group(1))
            .orElseThrow(
                () ->
                    refusal(
                        text,
                        "no operation is named '%s'; known: %s"
                            .formatted(matcher.group(1), targets())));
    FaultKind kind =
        FaultKind.named(matcher.group(2))
            .filter(target.kinds()::contains)
            .orElseThrow(
                () ->
                    refusal(
                        text,
                        "%s cannot fail by '%s'; it can by %s"
                            .formatted(target.text(), matcher.group(2), forms(target))));
    try {
      return new Fault(
          target,
          kind.effect(Optional.ofNullable(matcher.group(3))),
          count(matcher.group(4), 1),
          count(matcher.group(5), Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw refusal(text, e.getMessage() == null ? "" : e.getMessage());
    }
  }

  /** The whole language, for people: a line for each target, then one for each effect. */
  public static String language() {
    StringBuilder text = new StringBuilder("TARGET:EFFECT[=VALUE][@FIRST][*TIMES]\n\ntargets:\n");
    for (FaultTarget target : FaultTarget.values()) {
      text.append("  %-16s %s%n".formatted(target.text(), forms(target)));
    }
    text.append("\neffects:\n");
    for (FaultKind kind : FaultKind.values()) {
      text.append("  %-16s %s%n".formatted(kind.form(), kind.meaning()));
    }
    return text.append("\nNAME is one of ").append(FaultKind.errnoNames()).append('\n').toString();
  }

  /** Whether it strikes the occurrence of that number, counted from 1. */
  boolean strikes(int occurrence) {
    return occurrence >= first && occurrence - first < times;
  }

  private static int count(String digits, int absent) {
    return digits == null ? absent : Integer.parseInt(digits);
  }

  private static String targets() {
    return Arrays.stream(FaultTarget.values())
        .map(FaultTarget::text)
        .collect(Collectors.joining(", "));
  }

  private static String forms(FaultTarget target) {
    return target.kinds().stream().map(FaultKind::form).collect(Collectors.joining(", "));
  }

  private static IllegalArgumentException refusal(String text, String why) {
    return new IllegalArgumentException("unusable fault '%s': %s".formatted(text, why));
  }
}
