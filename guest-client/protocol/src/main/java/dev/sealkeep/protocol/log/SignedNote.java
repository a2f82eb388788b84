package dev.sealkeep.protocol.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A C2SP signed note: a text, an empty line, and signature lines.
 *
 * <p>Parsing is strict: UTF-8, no control character but the newline, canonical base64, 1 to {@value
 * #MAX_SIGNATURES} lines. So a note has one spelling, and {@link #format()} gives back what was
 * parsed.
 *
 * @param text what is signed, with its last newline
 * @param signatures the lines in their order
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  /** The most signature lines a note may have. */
  public static final int MAX_SIGNATURES = 64;

  /** The most UTF-16 units a note may have. */
  public static final int MAX_CHARS = 1 << 18;

  private static final String SEPARATOR = "\n\n";

  /** Refuses what is no note with {@link IllegalArgumentException}. */
  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!isText(text) || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException("not a signed note");
    }
  }

  static boolean isText(String text) {
    return text.endsWith("\n")
        && text.length() <= MAX_CHARS
        && NoteSyntax.encodable(text)
        && text.chars().noneMatch(c -> c < ' ' && c != '\n');
  }

  /** Parses UTF-8 bytes. For untrusted input. */
  public static LogResult<SignedNote> parse(byte[] bytes) {
    return NoteSyntax.utf8(bytes)
        .map(SignedNote::parse)
        .orElseGet(() -> LogResult.refused(LogFault.NOTE_MALFORMED));
  }

  /** Parses a note. For untrusted input: refuses with {@link LogFault#NOTE_MALFORMED}. */
  public static LogResult<SignedNote> parse(String note) {
    // The text may hold empty lines of its own: the last one separates.
    int separator = note.lastIndexOf(SEPARATOR);
    if (note.length() > MAX_CHARS || separator < 0 || !note.endsWith("\n")) {
      return LogResult.refused(LogFault.NOTE_MALFORMED);
    }
    String text = note.substring(0, separator + 1);
    String block = note.substring(separator + SEPARATOR.length());
    if (block.isEmpty() || !isText(text)) {
      return LogResult.refused(LogFault.NOTE_MALFORMED);
    }
    String[] lines = block.substring(0, block.length() - 1).split("\n", MAX_SIGNATURES + 1);
    List<NoteSignature> signatures =
        Arrays.stream(lines).map(NoteSignature::parse).flatMap(Optional::stream).toList();
    // Fewer signatures than lines: one of them is none.
    return lines.length <= MAX_SIGNATURES && signatures.size() == lines.length
        ? LogResult.accepted(new SignedNote(text, signatures))
        : LogResult.refused(LogFault.NOTE_MALFORMED);
  }

  /**
   * Verifies the lines of known keys and returns those keys in the order of their lines.
   *
   * <p>A line of an unknown key is skipped, even if it shares the name or the id alone with a known
   * one. A known key's line that does not verify refuses the whole note, as does a note without a
   * line of a known key.
   */
  public LogResult<List<NoteKey>> verify(List<? extends NoteKey> known) {
    List<NoteKey> verified = new ArrayList<>();
    for (NoteSignature signature : signatures) {
      for (NoteKey key : known) {
        if (key.keyId() != signature.keyId() || !key.name().equals(signature.name())) {
          continue;
        }
        if (!key.verify(text, signature.signature())) {
          return LogResult.refused(LogFault.NOTE_SIGNATURE_INVALID);
        }
        verified.add(key);
      }
    }
    return verified.isEmpty()
        ? LogResult.refused(LogFault.NOTE_SIGNATURE_MISSING)
        : LogResult.accepted(List.copyOf(verified));
  }

  /** Returns this note with more signature lines, such as witnesses' cosignatures. */
  public SignedNote with(List<NoteSignature> more) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    all.addAll(more);
    return new SignedNote(text, all);
  }

  /** The note as it is sent. */
  public String format() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()).append('\n'));
    return note.toString();
  }
}
