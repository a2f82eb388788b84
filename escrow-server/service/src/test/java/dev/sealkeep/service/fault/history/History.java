package dev.sealkeep.service.fault.history;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every call of every client. Safe for many threads. */
public final class History {
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

  /** Makes an empty one. */
  public History() {}

  /** Adds a call that has ended. */
  public void add(Call call) {
    calls.add(call);
  }

  /** The calls so far, in the order in which they ended, or nearly so. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }
}
