package dev.sealkeep.agent.device.sevguest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What of the guest may be mixed into a derived key, in the order of the bits of
 * GUEST_FIELD_SELECT, bit 0 first. AMD 56860, GUEST_FIELD_SELECT table.
 */
public enum GuestField {
  /** POLICY, as launched. */
  GUEST_POLICY(0, "guest_policy"),
  /** IMAGE_ID of the ID block; zero without one. */
  IMAGE_ID(1, "image_id"),
  /** FAMILY_ID of the ID block; zero without one. */
  FAMILY_ID(2, "family_id"),
  /** The launch digest. */
  MEASUREMENT(3, "measurement"),
  /** The guest SVN that the request names. */
  GUEST_SVN(4, "guest_svn"),
  /** The TCB that the request names. */
  TCB_VERSION(5, "tcb_version"),
  /** The mitigation vector that the request names; message version 2. */
  LAUNCH_MIT_VECTOR(6, "launch_mit_vector");

  private final int position;
  private final String spelling;

  GuestField(int position, String spelling) {
    this.position = position;
    this.spelling = spelling;
  }

  /** The name in requests. */
  public String spelling() {
    return spelling;
  }

  /** All names. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(GuestField::spelling).toList();
  }

  /** Returns the field of that name, or empty. */
  public static Optional<GuestField> parse(String spelling) {
    return Arrays.stream(values()).filter(field -> field.spelling.equals(spelling)).findFirst();
  }

  long bit() {
    return 1L << position;
  }
}
