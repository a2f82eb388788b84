package dev.sealkeep.cli.collateral;

import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedNote;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bundle in one file: the line {@code sealkeep-collateral-bundle N}, then N bytes of a C2SP
 * signed note over the {@link Manifest}, then the bytes of its files, joined in its order.
 *
 * @param manifest what it holds
 * @param note the manifest with its signature
 * @param contents the files' bytes, in the manifest's order
 */
record Bundle(Manifest manifest, SignedNote note, List<byte[]> contents) {
  /** The most bytes of a bundle. */
  static final int MAX_BYTES = 128 << 20;

  private static final Pattern FIRST_LINE =
      Pattern.compile("sealkeep-collateral-bundle ([1-9][0-9]{0,6})");
  private static final int MAX_FIRST_LINE = 64;

  /** Why a bundle is refused. */
  enum Fault {
    /** It is not a bundle, or was cut off. */
    MALFORMED("it is not a whole bundle"),
    /** The trusted key did not sign it. */
    UNTRUSTED("the trusted key did not sign it"),
    /** A file is not the one that was signed. */
    CHANGED("a file in it is not the one that was signed");

    private final String meaning;

    Fault(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }
  }

  /** What became of reading a bundle. */
  sealed interface Reading {
    /** A bundle that the trusted key signed. */
    record Good(Bundle bundle) implements Reading {}

    /** None. */
    record Bad(Fault fault) implements Reading {}
  }

  /** Signs a manifest; empty if it is too long for a note. */
  static Optional<SignedNote> sign(Manifest manifest, LogSigner signer) {
    String text = manifest.text();
    return text.length() < SignedNote.MAX_CHARS - 1024
        ? Optional.of(signer.sign(text))
        : Optional.empty();
  }

  byte[] encode() {
    byte[] signed = note.format().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("sealkeep-collateral-bundle " + signed.length + "\n").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(signed);
    contents.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** Reads a bundle; nothing of an untrusted one is looked at but its signature. */
  static Reading read(byte[] bytes, LogVerifierKey trusted) {
    int newline = newline(bytes);
    if (newline < 0) {
      return new Reading.Bad(Fault.MALFORMED);
    }
    Matcher first = FIRST_LINE.matcher(new String(bytes, 0, newline, StandardCharsets.ISO_8859_1));
    if (!first.matches()) {
      return new Reading.Bad(Fault.MALFORMED);
    }
    int start = newline + 1;
    int length = Integer.parseInt(first.group(1));
    if (bytes.length - start < length) {
      return new Reading.Bad(Fault.MALFORMED);
    }
    Optional<SignedNote> note =
        SignedNote.parse(Arrays.copyOfRange(bytes, start, start + length)).toOptional();
    if (note.isEmpty()) {
      return new Reading.Bad(Fault.MALFORMED);
    }
    if (note.get().verify(List.of(trusted)).toOptional().isEmpty()) {
      return new Reading.Bad(Fault.UNTRUSTED);
    }
    return Manifest.parse(note.get().text())
        .map(manifest -> contents(manifest, note.get(), bytes, start + length))
        .orElseGet(() -> new Reading.Bad(Fault.MALFORMED));
  }

  private static int newline(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, MAX_FIRST_LINE); i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static Reading contents(Manifest manifest, SignedNote note, byte[] bytes, int start) {
    List<byte[]> contents = new ArrayList<>();
    int at = start;
    for (Manifest.Entry file : manifest.files()) {
      if (bytes.length - at < file.bytes()) {
        return new Reading.Bad(Fault.MALFORMED);
      }
      byte[] content = Arrays.copyOfRange(bytes, at, at + file.bytes());
      if (!sha256(content).equals(file.sha256())) {
        return new Reading.Bad(Fault.CHANGED);
      }
      contents.add(content);
      at += file.bytes();
    }
    return at == bytes.length
        ? new Reading.Good(new Bundle(manifest, note, contents))
        : new Reading.Bad(Fault.MALFORMED);
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
