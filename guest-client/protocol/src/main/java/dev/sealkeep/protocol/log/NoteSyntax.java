package dev.sealkeep.protocol.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The pieces that C2SP's notes, checkpoints and proofs are spelt with. */
final class NoteSyntax {
  private static final int MAX_NAME_CHARS = 255;
  private static final int NEXT_LINE = 0x85;
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

  private NoteSyntax() {}

  /** Decodes UTF-8 without replacing anything. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Whether the string has a UTF-8 encoding, that is, no lone surrogate. */
  static boolean encodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** Key names and origins: not empty, no space of any kind, no control, no plus sign. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME_CHARS
        && encodable(name)
        && name.codePoints().noneMatch(c -> c == '+' || isSpaceOrControl(c));
  }

  private static boolean isSpaceOrControl(int c) {
    return c < ' '
        || c == NEXT_LINE
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.CONTROL;
  }

  /**
   * Decodes standard, padded base64 and refuses every spelling but the encoder's own: the JDK's
   * decoder also takes unpadded text and stray trailing bits.
   */
  static Optional<byte[]> base64(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    byte[] spelling = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(Base64.getEncoder().encode(decoded), spelling)
        ? Optional.of(decoded)
        : Optional.empty();
  }

  /** Parses an unsigned decimal without sign or leading zeros, at most 2^63 − 1. */
  static OptionalLong decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
