package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** MSG_KEY_REQ: the range checks and the derivation. AMD 56860, MSG_KEY_REQ table. */
final class DerivedKey {
  private static final int KEY_BYTES = 32;
  private static final int HIGHEST_VMPL = 3;

  private DerivedKey() {}

  static KeyResponse derive(
      SnpProcessor processor,
      GuestConfiguration guest,
      FirmwareState launch,
      FirmwareState state,
      KeyRequest request) {
    if (!inRange(guest, state, request) || !vectorInRange(launch, request)) {
      return new KeyResponse.Refused(KeyResponse.INVALID_PARAMETER);
    }
    Optional<SigningKey> root =
        switch (request.rootKey()) {
          case ENDORSEMENT -> state.select(request.keySelection());
          case VMRK -> Optional.empty();
        };
    if (root.isEmpty()) {
      return new KeyResponse.Refused(KeyResponse.INVALID_KEY);
    }
    SecretBytes secret = processor.rootSecret(root.get(), state);
    return new KeyResponse.Derived(
        KeyDerivation.deriveSecret(
            secret, KEY_BYTES, "derived-key", context(root.get(), guest, request)));
  }

  private static boolean inRange(
      GuestConfiguration guest, FirmwareState state, KeyRequest request) {
    return (request.fieldSelect() & ~(GuestField.ALL | KeyRequest.LAUNCH_MIT_VECTOR)) == 0
        && request.vmpl() >= guest.vmpck()
        && request.vmpl() <= HIGHEST_VMPL
        && Integer.compareUnsigned(request.guestSvn(), guest.guestSvn()) <= 0
        && atMost(request.tcbVersion(), state.committedTcb().encode());
  }

  /**
   * LAUNCH_MIT_VECTOR needs message version 2. The rule for its range is not public; here it may
   * name any of the mitigations that the guest was launched with, as a TCB may be an older one.
   */
  private static boolean vectorInRange(FirmwareState launch, KeyRequest request) {
    boolean selected = (request.fieldSelect() & KeyRequest.LAUNCH_MIT_VECTOR) != 0;
    long vector = request.launchMitVector().orElse(0);
    return (!selected || request.launchMitVector().isPresent())
        && (vector & ~launch.mitigationVector()) == 0;
  }

  /** Compares byte by byte, so that a reserved byte must be zero. */
  private static boolean atMost(byte[] tcb, byte[] committed) {
    for (int i = 0; i < tcb.length; i++) {
      if (Byte.toUnsignedInt(tcb[i]) > Byte.toUnsignedInt(committed[i])) {
        return false;
      }
    }
    return true;
  }

  /** Every field has its place, so that no two requests share a context. */
  private static byte[] context(SigningKey root, GuestConfiguration guest, KeyRequest request) {
    long fields = request.fieldSelect();
    boolean vector = (fields & KeyRequest.LAUNCH_MIT_VECTOR) != 0;
    ByteBuffer context =
        ByteBuffer.allocate(1 + 8 + 4 + 8 + 16 + 16 + 48 + 4 + 8 + (vector ? 8 : 0));
    context.order(ByteOrder.LITTLE_ENDIAN);
    context.put((byte) root.code()).putLong(fields).putInt(request.vmpl());
    context.putLong(GuestField.GUEST_POLICY.in(fields) ? guest.policy() : 0);
    putIf(GuestField.IMAGE_ID.in(fields), guest.imageId(), context);
    putIf(GuestField.FAMILY_ID.in(fields), guest.familyId(), context);
    putIf(GuestField.MEASUREMENT.in(fields), guest.measurement(), context);
    context.putInt(GuestField.GUEST_SVN.in(fields) ? request.guestSvn() : 0);
    putIf(GuestField.TCB_VERSION.in(fields), request.tcbVersion(), context);
    if (vector) {
      context.putLong(request.launchMitVector().orElseThrow());
    }
    return context.array();
  }

  private static void putIf(boolean selected, byte[] value, ByteBuffer context) {
    context.put(selected ? value : new byte[value.length]);
  }
}
