package dev.sealkeep.agent.volume.fault;

/**
 * What is wrong with a volume.
 *
 * @param fault the kind, which has the stable code
 * @param detail where and which, with numbers; never a secret, and of the disk's own text nothing
 *     that could confuse a terminal
 */
public record VolumeProblem(VolumeFault fault, String detail) {
  private static final int LONGEST_DETAIL = 300;

  /** Makes the detail printable. */
  public VolumeProblem {
    detail = printable(detail);
  }

  /** Cause, code and detail in one line, and what to do in the next. */
  public String display() {
    return "%s (%s): %s%n%s.".formatted(fault.cause(), fault.code(), detail, fault.cure());
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_DETAIL)
        .forEach(c -> out.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
    return out.toString();
  }
}
