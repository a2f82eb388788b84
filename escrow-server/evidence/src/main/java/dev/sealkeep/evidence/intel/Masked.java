package dev.sealkeep.evidence.intel;

import java.util.HexFormat;

/**
 * A value that a field has to have under a mask.
 *
 * @param value lower-case hex digits in memory order
 * @param mask as many
 */
record Masked(String value, String mask) {
  static Masked read(CollateralObject object, String name, int length) throws Malformed {
    String mask = name.equals("miscselect") ? "miscselectMask" : "attributesMask";
    return new Masked(object.hex(name, length), object.hex(mask, length));
  }

  /** Whether the field, with the bits outside the mask cleared, is the value. */
  boolean matches(byte[] field) {
    byte[] wanted = HexFormat.of().parseHex(value);
    byte[] bits = HexFormat.of().parseHex(mask);
    int difference = field.length ^ wanted.length;
    for (int i = 0; i < Math.min(field.length, wanted.length); i++) {
      difference |= (field[i] & bits[i]) ^ wanted[i];
    }
    return difference == 0;
  }
}
