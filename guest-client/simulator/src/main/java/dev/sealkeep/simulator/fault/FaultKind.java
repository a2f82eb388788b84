package dev.sealkeep.simulator.fault;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The effects by their names in the language of faults. */
enum FaultKind {
  ERRNO("errno", "NAME", "the call fails with that error"),
  FW("fw", "N", "firmware fails the command: EIO, exitinfo2 says N, the VMPCK is disabled"),
  VMM("vmm", "N", "the hypervisor refuses: 1 wants a larger buffer, 2 is busy (ETIMEDOUT)"),
  STATUS("status", "N", "the call succeeds, and STATUS in the response is N"),
  ZERO("zero", "", "the payload is all zeros"),
  GARBLED("garbled", "", "one bit of the payload is inverted"),
  SHORT("short", "N", "the payload ends after N bytes"),
  WRONG_DATA("wrong-data", "", "a validly signed report with other REPORT_DATA"),
  NO_CERTS("no-certs", "", "the host gives no certificates"),
  INTERLOPER("interloper", "", "just before, another writer writes another inblob"),
  LOST("lost", "", "what was written is dropped at close(), and nobody is told"),
  PAST_END("past-end", "NAME", "a write past 64 bytes fails with that error, not EFBIG"),
  SAYS("says", "TEXT", "the attribute shows that text"),
  GONE("gone", "", "the simulator ends without an answer");

  private final String text;
  private final String value;
  private final String meaning;

  FaultKind(String text, String value, String meaning) {
    this.text = text;
    this.value = value;
    this.meaning = meaning;
  }

  /** How it is written, such as {@code errno=NAME}. */
  String form() {
    return value.isEmpty() ? text : text + "=" + value;
  }

  String meaning() {
    return meaning;
  }

  static Optional<FaultKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(name)).findFirst();
  }

  /** The effect with that value, which is empty where none was given. */
  FaultEffect effect(Optional<String> given) {
    if (value.isEmpty() == given.isPresent()) {
      throw new IllegalArgumentException("it is written " + form());
    }
    String argument = given.orElse("");
    return switch (this) {
      case ERRNO -> new FaultEffect.Fails(errno(argument));
      case FW -> new FaultEffect.Firmware(code(argument));
      case VMM -> new FaultEffect.Hypervisor(code(argument));
      case STATUS -> new FaultEffect.Status(code(argument));
      case ZERO -> new FaultEffect.Zero();
      case GARBLED -> new FaultEffect.Garbled();
      case SHORT -> new FaultEffect.Shortened(bytes(argument));
      case WRONG_DATA -> new FaultEffect.WrongData();
      case NO_CERTS -> new FaultEffect.NoCertificates();
      case INTERLOPER -> new FaultEffect.Interloper();
      case LOST -> new FaultEffect.Lost();
      case PAST_END -> new FaultEffect.PastEnd(errno(argument));
      case SAYS -> new FaultEffect.Says(argument);
      case GONE -> new FaultEffect.Gone();
    };
  }

  private static Errno errno(String name) {
    return Errno.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no error is named '" + name + "'; known: " + errnoNames()));
  }

  static String errnoNames() {
    return Arrays.stream(Errno.values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  private static int code(String number) {
    long code = number(number);
    if (code < 1 || code > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a code is 1 to 0xffffffff, not '" + number + "'");
    }
    return (int) code;
  }

  private static int bytes(String number) {
    long bytes = number(number);
    if (bytes < 0 || bytes > 0x8000) {
      throw new IllegalArgumentException("a length is 0 to 32768, not '" + number + "'");
    }
    return (int) bytes;
  }

  private static long number(String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number", e);
    }
  }
}
