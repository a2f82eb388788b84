package dev.sealkeep.agent.device.sevguest;

import com.sun.jna.Pointer;
import java.util.Set;

/**
 * A request for a derived key: {@code struct snp_derived_key_req}, 32 bytes, little-endian. Linux,
 * uapi/linux/sev-guest.h; AMD 56860, MSG_KEY_REQ table, message version 1.
 *
 * @param root where the key begins
 * @param fields what is mixed in besides the VMPL
 * @param vmpl 0 to 3, at least the VMPL of the message key
 * @param guestSvn an unsigned number, at most the guest's own; sent as 0 unless its field is chosen
 * @param tcbVersion the 8 bytes of a TCB_VERSION as a little-endian number, no component above the
 *     committed TCB; sent as 0 unless its field is chosen
 */
public record KeyRequest(
    RootKey root, Set<GuestField> fields, int vmpl, int guestSvn, long tcbVersion) {
  static final int BYTES = 32;

  /** The highest VMPL. */
  public static final int HIGHEST_VMPL = 3;

  /** Copies the set. */
  public KeyRequest {
    fields = Set.copyOf(fields);
    if (vmpl < 0 || vmpl > HIGHEST_VMPL) {
      throw new IllegalArgumentException("a VMPL is 0 to 3, not " + vmpl);
    }
  }

  /** Whether the 32 bytes can carry all that was chosen. */
  boolean expressible() {
    return !fields.contains(GuestField.LAUNCH_MIT_VECTOR);
  }

  /** Writes all 32 bytes. */
  void encode(Pointer memory) {
    long select = fields.stream().mapToLong(GuestField::bit).reduce(0, (a, b) -> a | b);
    memory.setInt(0, root.code());
    memory.setInt(4, 0);
    memory.setLong(8, select);
    memory.setInt(16, vmpl);
    memory.setInt(20, fields.contains(GuestField.GUEST_SVN) ? guestSvn : 0);
    memory.setLong(24, fields.contains(GuestField.TCB_VERSION) ? tcbVersion : 0);
  }
}
