package dev.sealkeep.keystore.store;

/**
 * A store that must not be opened as it is. Nothing was written. The message says what is wrong and
 * what to do.
 */
public final class StoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a store was not opened. */
  public enum Reason {
    /** Another opener writes to it. */
    IN_USE("store.in_use"),
    /** Its schema was written by a newer release. */
    SCHEMA_NEWER("store.schema_newer"),
    /** Its schema is of an older release, and this use of it must not change it. */
    SCHEMA_OLDER("store.schema_older"),
    /** Its schema is not the one this release's migrations make. */
    SCHEMA_CHANGED("store.schema_changed"),
    /** The database does not promise durability or integrity. */
    WEAK_SETTINGS("store.weak_settings"),
    /** The file or its folder cannot be used, or is no database. */
    FILE_UNUSABLE("store.file_unusable"),
    /** The server refuses the connection or the login, or is not one that this release can use. */
    SERVER_UNUSABLE("store.server_unusable"),
    /** A copy into it was begun and not finished. */
    COPY_UNFINISHED("store.copy_unfinished"),
    /** It cannot take a copy, for it holds something else. */
    NOT_EMPTY("store.not_empty");

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
  public StoreRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Makes one with a message for a person and its cause. */
  public StoreRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
