package dev.sealkeep.simulator;

import java.util.Set;

/**
 * What a guest asks in MSG_KEY_REQ, message version 1. AMD 56860, MSG_KEY_REQ table.
 *
 * @param rootKey the root to derive from
 * @param keySelection which endorsement root is meant
 * @param fieldSelect GUEST_FIELD_SELECT, a bit field; see {@link GuestField}
 * @param vmpl the VMPL to mix in
 * @param guestSvn the guest SVN to mix in, an unsigned 32-bit number
 * @param tcbVersion the 8 bytes of the TCB to mix in
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
public record KeyRequest(
    RootKey rootKey,
    KeySelection keySelection,
    long fieldSelect,
    int vmpl,
    int guestSvn,
    byte[] tcbVersion) {
  /** ROOT_KEY_SELECT. */
  public enum RootKey {
    /** 0: the chip's or, by the key selection, the provider's root. */
    ENDORSEMENT,
    /** 1: the virtual machine root key of a migration agent, which the simulator does not have. */
    VMRK
  }

  /** Copies {@code tcbVersion}, which has 8 bytes. */
  public KeyRequest {
    if (tcbVersion.length != TcbVersion.BYTES) {
      throw new IllegalArgumentException("a TCB has 8 bytes, not " + tcbVersion.length);
    }
    tcbVersion = tcbVersion.clone();
  }

  /** A request for a key bound to the chip and those fields, at VMPL 0, with zeros elsewhere. */
  public static KeyRequest of(Set<GuestField> fields) {
    return new KeyRequest(
        RootKey.ENDORSEMENT,
        KeySelection.VCEK,
        GuestField.mask(fields),
        0,
        0,
        new byte[TcbVersion.BYTES]);
  }

  /** The same with another key selection. */
  public KeyRequest withKeySelection(KeySelection value) {
    return new KeyRequest(rootKey, value, fieldSelect, vmpl, guestSvn, tcbVersion);
  }

  /** The same with another root. */
  public KeyRequest withRootKey(RootKey value) {
    return new KeyRequest(value, keySelection, fieldSelect, vmpl, guestSvn, tcbVersion);
  }

  /** The same with another field selection. */
  public KeyRequest withFieldSelect(long value) {
    return new KeyRequest(rootKey, keySelection, value, vmpl, guestSvn, tcbVersion);
  }

  /** The same with another VMPL. */
  public KeyRequest withVmpl(int value) {
    return new KeyRequest(rootKey, keySelection, fieldSelect, value, guestSvn, tcbVersion);
  }

  /** The same with another guest SVN. */
  public KeyRequest withGuestSvn(int value) {
    return new KeyRequest(rootKey, keySelection, fieldSelect, vmpl, value, tcbVersion);
  }

  /** The same with another TCB. */
  public KeyRequest withTcbVersion(TcbVersion value) {
    return new KeyRequest(rootKey, keySelection, fieldSelect, vmpl, guestSvn, value.encode());
  }
}
