package dev.sealkeep.simulator;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What a guest asks in MSG_KEY_REQ. AMD 56860, MSG_KEY_REQ table.
 *
 * @param rootKey the root to derive from
 * @param keySelection which endorsement root is meant
 * @param fieldSelect GUEST_FIELD_SELECT, a bit field; see {@link GuestField}
 * @param vmpl the VMPL to mix in
 * @param guestSvn the guest SVN to mix in, an unsigned 32-bit number
 * @param tcbVersion the 8 bytes of the TCB to mix in
 * @param launchMitVector the mitigation vector to mix in, which message version 2 carries; empty
 *     for version 1
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
public record KeyRequest(
    RootKey rootKey,
    KeySelection keySelection,
    long fieldSelect,
    int vmpl,
    int guestSvn,
    byte[] tcbVersion,
    OptionalLong launchMitVector) {
  /** The bit of GUEST_FIELD_SELECT that mixes in {@code launchMitVector}; version 2 alone. */
  public static final long LAUNCH_MIT_VECTOR = 1L << 6;

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
        new byte[TcbVersion.BYTES],
        OptionalLong.empty());
  }

  /** The same with another key selection. */
  public KeyRequest withKeySelection(KeySelection value) {
    return new KeyRequest(rootKey, value, fieldSelect, vmpl, guestSvn, tcbVersion, launchMitVector);
  }

  /** The same with another root. */
  public KeyRequest withRootKey(RootKey value) {
    return new KeyRequest(
        value, keySelection, fieldSelect, vmpl, guestSvn, tcbVersion, launchMitVector);
  }

  /** The same with another field selection. */
  public KeyRequest withFieldSelect(long value) {
    return new KeyRequest(
        rootKey, keySelection, value, vmpl, guestSvn, tcbVersion, launchMitVector);
  }

  /** The same with another VMPL. */
  public KeyRequest withVmpl(int value) {
    return new KeyRequest(
        rootKey, keySelection, fieldSelect, value, guestSvn, tcbVersion, launchMitVector);
  }

  /** The same with another guest SVN. */
  public KeyRequest withGuestSvn(int value) {
    return new KeyRequest(
        rootKey, keySelection, fieldSelect, vmpl, value, tcbVersion, launchMitVector);
  }

  /** The same with another TCB. */
  public KeyRequest withTcbVersion(TcbVersion value) {
    return new KeyRequest(
        rootKey, keySelection, fieldSelect, vmpl, guestSvn, value.encode(), launchMitVector);
  }

  /** The same in message version 2, with that mitigation vector. */
  public KeyRequest withLaunchMitVector(long value) {
    return new KeyRequest(
        rootKey, keySelection, fieldSelect, vmpl, guestSvn, tcbVersion, OptionalLong.of(value));
  }
}
