package dev.sealkeep.service.check;

/**
 * Something that does not hold of a store.
 *
 * @param code what kind of thing
 * @param message what was found where, without content
 */
public record StoreFinding(Code code, String message) {
  /** The kinds, listed in docs/reference/cli.md. */
  public enum Code {
    /** The database finds its own file damaged. */
    FILE_DAMAGED("store.file.damaged"),
    /** The log contradicts itself, its head, its tiles or the high-water file. */
    LOG_DIVERGED("store.log.diverged"),
    /** A state row is not the one that the log's newest entry about the object wrote. */
    STATE_STALE("store.state.stale"),
    /** A state row's content is not what its digest or its entry says. */
    STATE_CHANGED("store.state.changed"),
    /** The log knows an object that has no row. */
    STATE_MISSING("store.state.missing"),
    /** A row refers to one that is not there. */
    REFERENCE_MISSING("store.reference.missing"),
    /** Archived evidence does not have the digest that it is kept under. */
    EVIDENCE_CHANGED("store.evidence.changed");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** The stable code. */
    public String text() {
      return text;
    }
  }
}
