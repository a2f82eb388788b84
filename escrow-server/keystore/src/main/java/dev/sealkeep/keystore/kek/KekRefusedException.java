package dev.sealkeep.keystore.kek;

/** A root KEK that must not be used as it is. The message says what is wrong and what to do. */
public final class KekRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a root KEK was refused. */
  public enum Reason {
    /** There is no file. */
    MISSING("kek.missing"),
    /** There is a file already where one was to be created. */
    EXISTS("kek.exists"),
    /** The file is a symbolic link. */
    SYMBOLIC_LINK("kek.symbolic_link"),
    /** The path names no regular file. */
    NOT_A_FILE("kek.not_a_file"),
    /** Another user owns the file. */
    FOREIGN_OWNER("kek.foreign_owner"),
    /** Others than the owner may use the file. */
    OPEN_MODE("kek.open_mode"),
    /** The file holds no keyset of AES-256-GCM keys. */
    NOT_A_KEYSET("kek.not_a_keyset"),
    /** Another process changes the file. */
    IN_USE("kek.in_use"),
    /** The file cannot be read or written. */
    FILE_UNUSABLE("kek.file_unusable");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** The stable code. */
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  /** Makes one with a message for a person. */
  public KekRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Makes one with a message for a person and its cause. */
  public KekRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
