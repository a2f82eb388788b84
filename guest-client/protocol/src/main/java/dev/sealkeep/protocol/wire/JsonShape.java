package dev.sealkeep.protocol.wire;

/**
 * Turns the members of an object into a value. It must read each member that the message may have:
 * those it leaves unread are unknown and refused.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface JsonShape<T> {
  /** Reads the members; a fault that a reader raises is passed on. */
  T read(ObjectReader members) throws Mismatch;
}
