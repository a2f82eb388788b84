package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.ByteCursor;
import java.util.HashSet;
import java.util.Set;

/**
 * BootOrder and Boot####, which firmware measures by their data alone. Firmware loads images that
 * begin with a DOS, PE or TE header; none of them is such data.
 */
final class BootVariable {
  /** Of EFI_LOAD_OPTION: ACTIVE, FORCE_RECONNECT, HIDDEN, CATEGORY (UEFI 2.10, section 3.1.3). */
  private static final long ATTRIBUTES = 0x1F0B;

  private BootVariable() {}

  static boolean isWellFormed(EfiVariable variable) {
    if (!variable.guid().equals(EfiVariable.GLOBAL)) {
      return false;
    }
    return variable.name().equals("BootOrder")
        ? isOrder(variable.data())
        : variable.name().matches("Boot[0-9A-F]{4}") && isLoadOption(variable.data());
  }

  /** Numbers of 16 bits, none twice as in an image's header. */
  private static boolean isOrder(byte[] data) {
    ByteCursor cursor = ByteCursor.littleEndian(data, 0);
    Set<Integer> numbers = new HashSet<>();
    while (cursor.isWhole() && !cursor.isAtEnd()) {
      if (!numbers.add(cursor.u16())) {
        return false;
      }
    }
    return cursor.isWhole();
  }

  /** Every image's header has bits set that are no attributes. */
  private static boolean isLoadOption(byte[] data) {
    ByteCursor cursor = ByteCursor.littleEndian(data, 0);
    return (cursor.u32() & ~ATTRIBUTES) == 0 && cursor.isWhole();
  }
}
