package dev.sealkeep.protocol.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * One signature line of a note: {@code — NAME BASE64}.
 *
 * @param name the key's name
 * @param base64 canonical base64 of the big-endian u32 key id and the signature
 */
public record NoteSignature(String name, String base64) {
  private static final String PREFIX = "— ";

  /** Refuses what is no line with {@link IllegalArgumentException}. */
  public NoteSignature {
    if (!NoteSyntax.isName(name)
        || NoteSyntax.base64(base64).filter(b -> b.length > Integer.BYTES).isEmpty()) {
      throw new IllegalArgumentException("not a signature line");
    }
  }

  static NoteSignature of(NoteKey key, byte[] signature) {
    ByteBuffer blob = ByteBuffer.allocate(Integer.BYTES + signature.length);
    blob.putInt(key.keyId()).put(signature);
    return new NoteSignature(key.name(), Base64.getEncoder().encodeToString(blob.array()));
  }

  /** Parses a line without its newline. For untrusted input. */
  public static Optional<NoteSignature> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int space = line.indexOf(' ', PREFIX.length());
    if (space < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new NoteSignature(line.substring(PREFIX.length(), space), line.substring(space + 1)));
    } catch (IllegalArgumentException e) { // the constructor holds the rules
      return Optional.empty();
    }
  }

  /** The key id. */
  public int keyId() {
    return ByteBuffer.wrap(blob()).getInt();
  }

  /** The bytes after the key id. */
  public byte[] signature() {
    byte[] blob = blob();
    return Arrays.copyOfRange(blob, Integer.BYTES, blob.length);
  }

  private byte[] blob() {
    return Base64.getDecoder().decode(base64);
  }

  /** The line without its newline. */
  public String line() {
    return PREFIX + name + ' ' + base64;
  }
}
