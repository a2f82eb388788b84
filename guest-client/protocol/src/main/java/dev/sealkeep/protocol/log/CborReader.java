package dev.sealkeep.protocol.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads deterministic CBOR, RFC 8949, section 4.2.1: unsigned integers to 2^63 − 1, byte and text
 * strings, arrays, maps with text keys, and flags. Lengths must be definite, arguments in the
 * fewest bytes, keys in order and unique, and nothing may follow the item; so what is read has one
 * encoding.
 */
final class CborReader {
  static final int UINT = 0;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int FALSE = 0xf4;
  static final int TRUE = 0xf5;

  /** The values of the five low bits that say how many bytes of argument follow. */
  static final int ONE_BYTE = 24;

  static final int TWO_BYTES = 25;
  static final int FOUR_BYTES = 26;
  static final int EIGHT_BYTES = 27;

  private static final int MAX_DEPTH = 8;

  private final ByteBuffer in;

  private CborReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  /** Reads exactly one item; empty for anything else, or for more than {@code maxBytes}. */
  static Optional<Cbor> decode(byte[] bytes, int maxBytes) {
    if (bytes.length > maxBytes) {
      return Optional.empty();
    }
    try {
      CborReader reader = new CborReader(bytes);
      Cbor item = reader.item(0);
      return reader.in.hasRemaining() ? Optional.empty() : Optional.of(item);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private Cbor item(int depth) throws MalformedException {
    require(depth <= MAX_DEPTH);
    int initial = next();
    if (initial == FALSE || initial == TRUE) {
      return new Cbor.Bool(initial == TRUE);
    }
    long argument = argument(initial & 0x1f);
    return switch (initial >>> 5) {
      case UINT -> new Cbor.Uint(argument);
      case BYTES -> new Cbor.Bytes(bytes(argument));
      case TEXT -> new Cbor.Text(text(argument));
      case ARRAY -> array(argument, depth);
      case MAP -> dict(argument, depth);
      default -> throw new MalformedException();
    };
  }

  private long argument(int info) throws MalformedException {
    if (info < ONE_BYTE) {
      return info;
    }
    require(info <= EIGHT_BYTES);
    int bytes = 1 << (info - ONE_BYTE);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | next();
    }
    // The shortest spelling: the value must not fit into half as many bytes.
    long least = bytes == 1 ? ONE_BYTE : 1L << (4 * bytes);
    require(value >= least);
    return value;
  }

  private byte[] bytes(long length) throws MalformedException {
    require(length <= in.remaining());
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private String text(long length) throws MalformedException {
    return NoteSyntax.utf8(bytes(length)).orElseThrow(MalformedException::new);
  }

  private Cbor array(long length, int depth) throws MalformedException {
    // Each item has a byte at least, which bounds what a false length can allocate.
    require(length <= in.remaining());
    List<Cbor> items = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      items.add(item(depth + 1));
    }
    return new Cbor.Array(items);
  }

  private Cbor dict(long length, int depth) throws MalformedException {
    require(length <= in.remaining() / 2);
    SortedMap<String, Cbor> members = new TreeMap<>(Cbor.KEY_ORDER);
    for (long i = 0; i < length; i++) {
      int initial = next();
      require(initial >>> 5 == TEXT);
      String key = text(argument(initial & 0x1f));
      require(members.isEmpty() || Cbor.KEY_ORDER.compare(members.lastKey(), key) < 0);
      members.put(key, item(depth + 1));
    }
    return new Cbor.Dict(members);
  }

  private int next() throws MalformedException {
    require(in.hasRemaining());
    return in.get() & 0xff;
  }

  private static void require(boolean condition) throws MalformedException {
    if (!condition) {
      throw new MalformedException();
    }
  }

  /** Leaves the recursion; never leaves this class. */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException() {
      super("malformed", null, false, false);
    }
  }
}
