package dev.sealkeep.protocol.wire;

/**
 * Leaves the reading of a document at its first fault. It never leaves this package's public
 * methods, which turn it into {@link Parsed.Rejected}; only a {@link JsonShape} may throw it.
 */
public final class Mismatch extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialized
  private final WireFault fault;

  Mismatch(WireFault fault) {
    super(fault.reason().code(), null, false, false);
    this.fault = fault;
  }

  WireFault fault() {
    return fault;
  }
}
