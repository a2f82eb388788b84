package dev.sealkeep.simulator;

import java.util.Set;

/**
 * The bits of GUEST_FIELD_SELECT in message version 1, in order from bit 0. LAUNCH_MIT_VECTOR (bit
 * 6) needs version 2: {@link KeyRequest#LAUNCH_MIT_VECTOR}. AMD 56860, GUEST_FIELD_SELECT table.
 */
public enum GuestField {
  /** The guest's policy. */
  GUEST_POLICY,
  /** The image id of the ID block. */
  IMAGE_ID,
  /** The family id of the ID block. */
  FAMILY_ID,
  /** The launch digest. */
  MEASUREMENT,
  /** The guest SVN that the request names. */
  GUEST_SVN,
  /** The TCB that the request names. */
  TCB_VERSION;

  /** All defined bits. */
  static final long ALL = (1L << values().length) - 1;

  /** The bit of this field. */
  public long bit() {
    return switch (this) {
      case GUEST_POLICY -> 1L;
      case IMAGE_ID -> 1L << 1;
      case FAMILY_ID -> 1L << 2;
      case MEASUREMENT -> 1L << 3;
      case GUEST_SVN -> 1L << 4;
      case TCB_VERSION -> 1L << 5;
    };
  }

  boolean in(long fieldSelect) {
    return (fieldSelect & bit()) != 0;
  }

  /** The bits of all {@code fields}. */
  public static long mask(Set<GuestField> fields) {
    return fields.stream().mapToLong(GuestField::bit).reduce(0L, (a, b) -> a | b);
  }
}
