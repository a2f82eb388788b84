package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code kstrtouint} with base 0: decimal, {@code 0x} hexadecimal or {@code 0} octal, one newline
 * at the end allowed. Linux lib/kstrtox.c.
 */
final class KernelNumber {
  private static final Pattern FORM =
      Pattern.compile(
          "\\+?(?:0[xX](?<hex>[0-9a-fA-F]+)|(?<octal>0[0-7]*)|(?<decimal>[1-9][0-9]*))\n?");
  private static final int MOST_DIGITS = 32;

  private KernelNumber() {}

  /** EINVAL for what is no number, ERANGE for one above what an {@code int} holds. */
  static SystemCall<Integer> parseUnsigned(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > MOST_DIGITS || !matcher.matches()) {
      return SystemCall.failed(Errno.EINVAL);
    }
    try {
      if (matcher.group("hex") != null) {
        return SystemCall.done(Integer.parseInt(matcher.group("hex"), 16));
      }
      return matcher.group("octal") != null
          ? SystemCall.done(Integer.parseInt(matcher.group("octal"), 8))
          : SystemCall.done(Integer.parseInt(matcher.group("decimal")));
    } catch (NumberFormatException e) {
      return SystemCall.failed(Errno.ERANGE);
    }
  }
}
