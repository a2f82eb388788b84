package dev.sealkeep.evidence.ima;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Fields of templates, by their identifiers in Linux's Documentation/security/IMA-templates.rst and
 * security/integrity/ima/ima_template.c.
 */
enum TemplateField {
  /** SHA-1 or MD5 of a file. */
  DIGEST("d", Shape.RAW),
  /** A file's name, at most 255 bytes. */
  NAME("n", Shape.TEXT),
  /** A file's digest behind its function's name. */
  DIGEST_WITH_FUNCTION("d-ng", Shape.LABELLED),
  /** A file's digest behind its kind's and its function's name. */
  DIGEST_WITH_KIND("d-ngv2", Shape.LABELLED),
  /** A file's path, or of a buffer its name. */
  PATH("n-ng", Shape.TEXT),
  /** A file's signature; empty without one. */
  SIGNATURE("sig", Shape.RAW),
  /** A buffer that was measured. */
  BUFFER("buf", Shape.RAW),
  /** A file's digest without its appended signature. */
  APPENDED_DIGEST("d-modsig", Shape.LABELLED),
  /** A file's appended signature; empty without one. */
  APPENDED_SIGNATURE("modsig", Shape.RAW),
  /** A file's portable EVM signature. */
  METADATA_SIGNATURE("evmsig", Shape.RAW),
  /** The names of a file's extended attributes. */
  ATTRIBUTE_NAMES("xattrnames", Shape.TEXT),
  /** Their lengths. */
  ATTRIBUTE_LENGTHS("xattrlengths", Shape.RAW),
  /** Their values. */
  ATTRIBUTE_VALUES("xattrvalues", Shape.RAW),
  /** A file's owner. */
  OWNER("iuid", Shape.U32),
  /** A file's group. */
  GROUP("igid", Shape.U32),
  /** A file's mode. */
  MODE("imode", Shape.U16);

  /** How a value is laid out. */
  private enum Shape {
    /** Any bytes, in text as hexadecimal digits. */
    RAW,
    /** A label that ends in a colon, a NUL, and a digest, in text without the NUL; or nothing. */
    LABELLED,
    /** Bytes other than NUL, and one NUL, which text leaves out. */
    TEXT,
    /** An integer, in text decimal. */
    U32,
    /** An integer, in text decimal. */
    U16
  }

  private final String id;
  private final Shape shape;

  TemplateField(String id, Shape shape) {
    this.id = id;
    this.shape = shape;
  }

  /** The field of an identifier, which is one of the kernel's. */
  static TemplateField ofId(String id) {
    return Arrays.stream(values()).filter(field -> field.id.equals(id)).findFirst().orElseThrow();
  }

  /** Whether a value is laid out as the kernel does it. */
  boolean admits(byte[] value) {
    int end = indexOf(value, (byte) 0);
    return switch (shape) {
      case RAW -> true;
      case LABELLED -> value.length == 0 || (end > 0 && value[end - 1] == ':');
      case TEXT -> end >= 0 && end == value.length - 1;
      case U32 -> value.length == Integer.BYTES;
      case U16 -> value.length == Short.BYTES;
    };
  }

  /**
   * The value that the list in ASCII shows as a token; empty if it shows none like that.
   *
   * @param token one character a byte
   */
  Optional<byte[]> ofToken(String token) {
    return switch (shape) {
      case RAW -> hex(token);
      case LABELLED -> labelled(token);
      case TEXT -> Optional.of(bytes(token + "\0"));
      case U32 ->
          integer(token).map(value -> little(Integer.BYTES).putInt(value.intValue()).array());
      case U16 ->
          integer(token)
              .filter(value -> value <= 0xFFFF)
              .map(value -> little(Short.BYTES).putShort(value.shortValue()).array());
    };
  }

  private static Optional<byte[]> labelled(String token) {
    int colon = token.lastIndexOf(':');
    return hex(token.substring(colon + 1))
        .map(
            digest ->
                token.isEmpty()
                    ? digest
                    : concatenated(
                        bytes(colon < 0 ? ":\0" : token.substring(0, colon + 1) + "\0"), digest));
  }

  private static Optional<byte[]> hex(String token) {
    return token.length() % 2 == 0 && token.chars().allMatch(HexFormat::isHexDigit)
        ? Optional.of(HexFormat.of().parseHex(token))
        : Optional.empty();
  }

  private static Optional<Long> integer(String token) {
    return token.matches("[0-9]{1,10}")
        ? Optional.of(Long.parseLong(token)).filter(value -> value <= 0xFFFF_FFFFL)
        : Optional.empty();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
