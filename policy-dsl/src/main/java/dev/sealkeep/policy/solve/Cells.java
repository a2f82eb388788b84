package dev.sealkeep.policy.solve;

import java.util.BitSet;

/** A set of cells of one facet. Immutable. */
final class Cells {
  private final BitSet members;
  private final int size;

  private Cells(BitSet members, int size) {
    this.members = members;
    this.size = size;
  }

  /** Takes over {@code members}. */
  static Cells of(BitSet members, int size) {
    return new Cells(members, size);
  }

  static Cells all(int size) {
    BitSet members = new BitSet(size);
    members.set(0, size);
    return new Cells(members, size);
  }

  static Cells one(int cell, int size) {
    BitSet members = new BitSet(size);
    members.set(cell);
    return new Cells(members, size);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  boolean isAll() {
    return members.cardinality() == size;
  }

  boolean contains(int cell) {
    return members.get(cell);
  }

  boolean meets(Cells other) {
    return members.intersects(other.members);
  }

  boolean isWithin(Cells other) {
    BitSet rest = (BitSet) members.clone();
    rest.andNot(other.members);
    return rest.isEmpty();
  }

  Cells and(Cells other) {
    BitSet both = (BitSet) members.clone();
    both.and(other.members);
    return new Cells(both, size);
  }

  Cells complement() {
    BitSet rest = (BitSet) members.clone();
    rest.flip(0, size);
    return new Cells(rest, size);
  }

  /** The first cell from {@code from} on, or -1. */
  int next(int from) {
    return members.nextSetBit(from);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cells that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
