package dev.sealkeep.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads one string, from the byte after its opening quote (RFC 8259, section 7). */
final class JsonStringParser {
  private final byte[] document;
  private final int start;
  private int at;

  JsonStringParser(byte[] document, int start) {
    this.document = document;
    this.start = start;
    this.at = start;
  }

  /** The offset after the closing quote. */
  int end() {
    return at;
  }

  String parse() throws Mismatch {
    int runStart = at;
    boolean ascii = true;
    StringBuilder unescaped = null;
    while (true) {
      at = endOfPlain(at);
      int next = next();
      if (next == '"' || next == '\\') {
        String run = decode(runStart, at - 1, ascii);
        if (next == '"') {
          return unescaped == null ? run : whole(unescaped.append(run));
        }
        unescaped = (unescaped == null ? new StringBuilder() : unescaped).append(run);
        unescaped.append(escape());
        runStart = at;
        ascii = true;
      } else if (next < 0x20) {
        throw fault(WireReason.SYNTAX, at - 1);
      } else {
        ascii &= next < 0x80;
      }
    }
  }

  /** The offset of the first byte from {@code offset} on that is not plain: ASCII for itself. */
  private int endOfPlain(int offset) {
    int end = offset;
    while (end < document.length
        && document[end] >= ' '
        && document[end] != '"'
        && document[end] != '\\') {
      end++;
    }
    return end;
  }

  private int next() throws Mismatch {
    if (at >= document.length) {
      throw fault(WireReason.SYNTAX, at);
    }
    return document[at++] & 0xFF;
  }

  private char escape() throws Mismatch {
    int escaped = next();
    return switch (escaped) {
      case '"', '\\', '/' -> (char) escaped;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw fault(WireReason.SYNTAX, at - 1);
    };
  }

  private char unicode() throws Mismatch {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw fault(WireReason.SYNTAX, at - 1);
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private String decode(int from, int to, boolean ascii) throws Mismatch {
    if (ascii) {
      return new String(document, from, to - from, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(document, from, to - from))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw fault(WireReason.NOT_UTF8, from);
    }
  }

  /** Refuses half a surrogate pair, which only an escape can make. */
  private String whole(StringBuilder text) throws Mismatch {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        throw fault(WireReason.NOT_UTF8, start);
      }
    }
    return text.toString();
  }

  private static Mismatch fault(WireReason reason, int position) {
    return new Mismatch(new WireFault(reason, position, ""));
  }
}
