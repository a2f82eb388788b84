package dev.sealkeep.service.fault.inject;

import java.util.Set;

/** A fault of two actions. */
record Simple(String name, Set<String> touches, Set<Integer> felt, Runnable begins, Runnable lifts)
    implements Fault {
  Simple {
    touches = Set.copyOf(touches);
    felt = Set.copyOf(felt);
  }

  @Override
  public void begin() {
    begins.run();
  }

  @Override
  public void lift() {
    lifts.run();
  }
}
