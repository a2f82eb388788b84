package dev.sealkeep.simulator.fault;

import java.io.IOException;

/** The fault {@code gone}: whoever serves the device ends at once, without an answer. */
public final class SimulatorGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  SimulatorGoneException() {
    super("a fault ends the simulator");
  }
}
