package dev.sealkeep.protocol.log;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A C2SP tlog-proof: that a leaf stands in a log whose checkpoint is signed.
 *
 * @param extra base64 that nothing authenticates; this project writes none and ignores it
 * @param inclusion the leaf's index and path
 * @param checkpoint the checkpoint's note, verbatim
 */
public record TlogProof(Optional<String> extra, InclusionProof inclusion, SignedNote checkpoint) {
  /** The most UTF-16 units a proof's text may have. */
  public static final int MAX_CHARS = SignedNote.MAX_CHARS + (1 << 14);

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MAX_EXTRA_CHARS = 4096;
  private static final String SEPARATOR = "\n\n";

  /** Refuses an {@code extra} that is not canonical base64 with an IllegalArgumentException. */
  public TlogProof {
    if (extra.filter(e -> !isExtra(e)).isPresent()) {
      throw new IllegalArgumentException("extra is not base64");
    }
  }

  /** A proof without an extra line. */
  public TlogProof(InclusionProof inclusion, SignedNote checkpoint) {
    this(Optional.empty(), inclusion, checkpoint);
  }

  private static boolean isExtra(String base64) {
    return base64.length() <= MAX_EXTRA_CHARS && NoteSyntax.base64(base64).isPresent();
  }

  /**
   * Parses a proof. For untrusted input: refuses with {@link LogFault#PROOF_MALFORMED} or, for the
   * checkpoint's note, {@link LogFault#NOTE_MALFORMED}.
   */
  public static LogResult<TlogProof> parse(String text) {
    // The checkpoint holds an empty line too: the first one ends the proof's own lines.
    int separator = text.indexOf(SEPARATOR);
    if (text.length() > MAX_CHARS || separator < 0) {
      return LogResult.refused(LogFault.PROOF_MALFORMED);
    }
    String[] lines = text.substring(0, separator).split("\n", InclusionProof.MAX_HASHES + 4);
    int next = 1;
    if (!lines[0].equals(HEADER)) {
      return LogResult.refused(LogFault.PROOF_MALFORMED);
    }
    Optional<String> extra = Optional.empty();
    if (next < lines.length && lines[next].startsWith(EXTRA)) {
      extra = Optional.of(lines[next].substring(EXTRA.length()));
      next++;
    }
    Optional<InclusionProof> inclusion = inclusion(lines, next);
    if (inclusion.isEmpty() || extra.filter(e -> !isExtra(e)).isPresent()) {
      return LogResult.refused(LogFault.PROOF_MALFORMED);
    }
    Optional<String> line = extra;
    return SignedNote.parse(text.substring(separator + SEPARATOR.length()))
        .then(note -> LogResult.accepted(new TlogProof(line, inclusion.get(), note)));
  }

  private static Optional<InclusionProof> inclusion(String[] lines, int first) {
    if (first >= lines.length
        || !lines[first].startsWith(INDEX)
        || lines.length - first - 1 > InclusionProof.MAX_HASHES) {
      return Optional.empty();
    }
    OptionalLong index = NoteSyntax.decimal(lines[first].substring(INDEX.length()));
    List<MerkleHash> path = new ArrayList<>();
    for (int i = first + 1; i < lines.length; i++) {
      MerkleHash.parseBase64(lines[i]).ifPresent(path::add);
    }
    return index.isPresent() && path.size() == lines.length - first - 1
        ? Optional.of(new InclusionProof(index.getAsLong(), path))
        : Optional.empty();
  }

  /**
   * Verifies the checkpoint's signature and origin, then the path from the leaf to its root, and
   * returns the checkpoint. Cosignatures are the caller's policy: see {@link SignedNote#verify}.
   *
   * @param leafHash the hash of the leaf, which the verifier makes from what it holds itself
   */
  public LogResult<SignedCheckpoint> verify(MerkleHash leafHash, LogVerifierKey logKey) {
    return SignedCheckpoint.open(checkpoint, logKey)
        .then(
            signed ->
                inclusion.verify(leafHash, signed.checkpoint().size(), signed.checkpoint().root())
                    ? LogResult.accepted(signed)
                    : LogResult.refused(LogFault.PROOF_MISMATCH));
  }

  /** The text of the proof, as a {@code .tlog-proof} file holds it. */
  public String format() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    extra.ifPresent(base64 -> text.append(EXTRA).append(base64).append('\n'));
    text.append(INDEX).append(inclusion.index()).append('\n');
    inclusion.path().forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint.format()).toString();
  }

  /** Encodes bytes for an extra line. */
  public static String extra(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
