package dev.sealkeep.ledger.succession;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedNote;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One log takes the place of another whose end was lost. The new log begins with the leaves of the
 * old one that are left, and its first entry of its own, at the index {@code kept.size()}, is an
 * {@code open} entry whose gap is {@link #gap}.
 *
 * <p>As text it is a signed note of the log root: {@code sealkeep/log-succession/v1}, the old log's
 * key, the new log's key, size and root of what was kept, size and root of the highest checkpoint
 * that is known to have been signed (a size in decimal, a space, the root in base64), and the time
 * in ISO 8601, a line each.
 *
 * @param predecessor the old log's key
 * @param successor the new log's key
 * @param kept the old log as far as it is left
 * @param signed its highest checkpoint that is known to have been signed, not below {@code kept}
 * @param time when the new log was opened, in milliseconds
 */
public record Succession(
    LogVerifierKey predecessor,
    LogVerifierKey successor,
    Checkpoint kept,
    Checkpoint signed,
    Instant time) {
  private static final String LABEL = "sealkeep/log-succession/v1";
  private static final int LINES = 6;

  /** Refuses what is no succession with {@link IllegalArgumentException}. */
  public Succession {
    boolean sameLog =
        kept.origin().equals(predecessor.name()) && signed.origin().equals(predecessor.name());
    boolean plain = kept.extensions().isEmpty() && signed.extensions().isEmpty();
    boolean ordered =
        kept.size() < signed.size()
            || (kept.size() == signed.size() && kept.root().equals(signed.root()));
    if (!sameLog || !plain || !ordered || successor.name().equals(predecessor.name())) {
      throw new IllegalArgumentException("not a succession");
    }
  }

  /** Signs it with the log root's key. */
  public SignedNote issue(LogSigner root) {
    return root.sign(
        String.join(
            "\n",
            LABEL,
            predecessor.text(),
            successor.text(),
            line(kept),
            line(signed),
            time.toString(),
            ""));
  }

  private static String line(Checkpoint checkpoint) {
    return checkpoint.size() + " " + checkpoint.root().base64();
  }

  /**
   * Opens a note. For untrusted input: refuses with a reason if it is no note, is not signed by
   * {@code root}, or says nothing of the kind.
   */
  public static LogResult<Succession> verify(String note, LogVerifierKey root) {
    return SignedNote.parse(note)
        .then(parsed -> parsed.verify(List.of(root)).then(keys -> parse(parsed.text())));
  }

  private static LogResult<Succession> parse(String text) {
    return parsed(List.of(text.split("\n", -1)))
        .<LogResult<Succession>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.CERTIFICATE_MALFORMED));
  }

  private static Optional<Succession> parsed(List<String> lines) {
    if (lines.size() != LINES + 1
        || !lines.getFirst().equals(LABEL)
        || !lines.getLast().isEmpty()) {
      return Optional.empty();
    }
    Optional<LogVerifierKey> predecessor = LogVerifierKey.parse(lines.get(1)).toOptional();
    Optional<LogVerifierKey> successor = LogVerifierKey.parse(lines.get(2)).toOptional();
    Optional<Instant> time = instant(lines.get(5));
    if (predecessor.isEmpty() || successor.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    String origin = predecessor.get().name();
    return checkpoint(origin, lines.get(3))
        .flatMap(
            kept ->
                checkpoint(origin, lines.get(4))
                    .flatMap(
                        signed ->
                            of(predecessor.get(), successor.get(), kept, signed, time.get())));
  }

  private static Optional<Succession> of(
      LogVerifierKey predecessor,
      LogVerifierKey successor,
      Checkpoint kept,
      Checkpoint signed,
      Instant time) {
    try {
      return Optional.of(new Succession(predecessor, successor, kept, signed, time));
    } catch (IllegalArgumentException e) { // the constructor holds the rules
      return Optional.empty();
    }
  }

  /** A size and a root, spelt as in a checkpoint. */
  private static Optional<Checkpoint> checkpoint(String origin, String line) {
    return Checkpoint.parse(origin + "\n" + line.replaceFirst(" ", "\n") + "\n")
        .toOptional()
        .filter(checkpoint -> checkpoint.extensions().isEmpty());
  }

  private static Optional<Instant> instant(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.toString().equals(text) ? Optional.of(time) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** How many entries are known to be lost; there may have been more. */
  public long lost() {
    return signed.size() - kept.size();
  }

  /** What the new log's first entry says of the old one: one line, without a control character. */
  public String gap() {
    return "predecessor=%s kept=%d kept-root=%s signed=%d signed-root=%s"
        .formatted(predecessor.text(), kept.size(), kept.root(), signed.size(), signed.root());
  }
}
