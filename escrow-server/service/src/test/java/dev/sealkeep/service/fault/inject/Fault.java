package dev.sealkeep.service.fault.inject;

import java.util.Set;

/** Something that is wrong for a while. */
public interface Fault {
  /** What is wrong, in a few words. */
  String name();

  /** What it does something to; two faults that touch the same never overlap. */
  Set<String> touches();

  /** The nodes whose clients have to notice, if it lasts; none if the cluster should hide it. */
  Set<Integer> felt();

  /** Makes it so. */
  void begin();

  /** Makes it as it was, with nothing done that an operator would have to do. */
  void lift();
}
