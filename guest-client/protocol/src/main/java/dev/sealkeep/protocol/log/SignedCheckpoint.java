package dev.sealkeep.protocol.log;

import java.util.List;

/**
 * A checkpoint that the log's key has signed, together with the note that says so.
 *
 * @param checkpoint what the note's text says
 * @param note the note with its signatures and any cosignatures
 */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
  /** Refuses a note of another text with {@link IllegalArgumentException}. */
  public SignedCheckpoint {
    if (!note.text().equals(checkpoint.text())) {
      throw new IllegalArgumentException("the note is of another checkpoint");
    }
  }

  /**
   * Opens a note. For untrusted input: refuses with a reason if it is no note, has no valid
   * signature of {@code logKey}, is no checkpoint, or has another origin than the key's name.
   */
  public static LogResult<SignedCheckpoint> open(String note, LogVerifierKey logKey) {
    return SignedNote.parse(note).then(parsed -> open(parsed, logKey));
  }

  /** Opens a parsed note, as {@link #open(String, LogVerifierKey)} does. */
  public static LogResult<SignedCheckpoint> open(SignedNote note, LogVerifierKey logKey) {
    return note.verify(List.of(logKey))
        .then(keys -> Checkpoint.parse(note.text()))
        .then(
            checkpoint ->
                checkpoint.origin().equals(logKey.name())
                    ? LogResult.accepted(new SignedCheckpoint(checkpoint, note))
                    : LogResult.refused(LogFault.CHECKPOINT_ORIGIN));
  }

  /** Signs a checkpoint; the signer's name must be the origin. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, LogSigner signer) {
    if (!checkpoint.origin().equals(signer.verifierKey().name())) {
      throw new IllegalArgumentException("the signer is of another log");
    }
    return new SignedCheckpoint(checkpoint, signer.sign(checkpoint.text()));
  }
}
