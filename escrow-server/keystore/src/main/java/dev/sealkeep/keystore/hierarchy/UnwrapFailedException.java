package dev.sealkeep.keystore.hierarchy;

/**
 * A wrapped blob does not open: it was changed, moved from elsewhere, cut, or wrapped under a KEK
 * that is not at hand. Names what it is, never what it holds.
 */
public final class UnwrapFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final WrappedObject object;

  /**
   * Makes one.
   *
   * @param object what does not open
   * @param name its name, for people: tenant, key and version, or a server secret's name
   */
  public UnwrapFailedException(WrappedObject object, String name) {
    super(object.code() + ": the wrapped blob of " + name + " does not open");
    this.object = object;
  }

  /** What does not open. */
  public WrappedObject object() {
    return object;
  }
}
