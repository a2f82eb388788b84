package dev.sealkeep.protocol.log;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a log says of its tree (C2SP tlog-checkpoint).
 *
 * @param origin the log's name, which is also its key's
 * @param size the number of leaves, 0 to 2^63 − 1
 * @param root the root hash; of an empty tree {@link MerkleHash#EMPTY}
 * @param extensions further lines, none of them empty; this project's logs write none
 */
public record Checkpoint(String origin, long size, MerkleHash root, List<String> extensions) {
  private static final int FIXED_LINES = 3;

  /** Refuses what is no checkpoint with {@link IllegalArgumentException}. */
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!NoteSyntax.isName(origin)
        || size < 0
        || (size == 0 && !root.equals(MerkleHash.EMPTY))
        || extensions.stream()
            .anyMatch(e -> e.isEmpty() || e.indexOf('\n') >= 0 || !SignedNote.isText(e + "\n"))) {
      throw new IllegalArgumentException("not a checkpoint");
    }
  }

  /** A checkpoint without extension lines. */
  public Checkpoint(String origin, long size, MerkleHash root) {
    this(origin, size, root, List.of());
  }

  /**
   * Parses the text of a note, last newline included. For untrusted input: refuses with {@link
   * LogFault#CHECKPOINT_MALFORMED}.
   */
  public static LogResult<Checkpoint> parse(String text) {
    if (!text.endsWith("\n")) {
      return LogResult.refused(LogFault.CHECKPOINT_MALFORMED);
    }
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    if (lines.size() < FIXED_LINES) {
      return LogResult.refused(LogFault.CHECKPOINT_MALFORMED);
    }
    OptionalLong size = NoteSyntax.decimal(lines.get(1));
    MerkleHash root = MerkleHash.parseBase64(lines.get(2)).orElse(null);
    if (size.isEmpty() || root == null) {
      return LogResult.refused(LogFault.CHECKPOINT_MALFORMED);
    }
    List<String> extensions = lines.subList(FIXED_LINES, lines.size());
    try {
      return LogResult.accepted(
          new Checkpoint(lines.getFirst(), size.getAsLong(), root, extensions));
    } catch (IllegalArgumentException e) { // the constructor holds the rules
      return LogResult.refused(LogFault.CHECKPOINT_MALFORMED);
    }
  }

  /** The text of the note, last newline included. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n').append(root.base64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
