package dev.sealkeep.agent.measurement;

/** A firmware image that cannot be measured. */
public final class FirmwareException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FirmwareFault fault;

  FirmwareException(FirmwareFault fault) {
    super(fault.message());
    this.fault = fault;
  }

  /** Why. */
  public FirmwareFault fault() {
    return fault;
  }
}
