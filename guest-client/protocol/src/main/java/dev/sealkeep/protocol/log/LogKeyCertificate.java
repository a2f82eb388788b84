package dev.sealkeep.protocol.log;

import java.util.List;

/**
 * The statement by which the log root, which guests pin, vouches for a log's key: a signed note
 * whose text is {@code sealkeep/log-key/v1}, a newline, the key's text, a newline.
 */
public final class LogKeyCertificate {
  private static final String LABEL = "sealkeep/log-key/v1\n";

  private LogKeyCertificate() {}

  /** Certifies {@code logKey} with the root's key. */
  public static SignedNote issue(LogSigner root, LogVerifierKey logKey) {
    return root.sign(LABEL + logKey.text() + "\n");
  }

  /**
   * Returns the certified key. For untrusted input: refuses with a reason if {@code certificate} is
   * no note, is not signed by {@code root}, or certifies nothing.
   */
  public static LogResult<LogVerifierKey> verify(String certificate, LogVerifierKey root) {
    return SignedNote.parse(certificate)
        .then(note -> note.verify(List.of(root)).then(keys -> certified(note.text())));
  }

  private static LogResult<LogVerifierKey> certified(String text) {
    // A note's text ends in a newline; a label with nothing after it has no second one.
    if (!text.startsWith(LABEL) || text.length() == LABEL.length()) {
      return LogResult.refused(LogFault.CERTIFICATE_MALFORMED);
    }
    return LogVerifierKey.parse(text.substring(LABEL.length(), text.length() - 1))
        .toOptional()
        .<LogResult<LogVerifierKey>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.CERTIFICATE_MALFORMED));
  }
}
