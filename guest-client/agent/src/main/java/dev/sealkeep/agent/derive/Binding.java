package dev.sealkeep.agent.derive;

import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing that a derived key is bound to, or is not.
 *
 * @param bound whether the key changes with it
 * @param subject its name
 * @param meaning what follows from that
 */
public record Binding(boolean bound, String subject, String meaning) {
  /** All that a person should know of the key that a request yields. */
  public static List<Binding> of(DeriveRequest request) {
    List<Binding> bindings =
        switch (request.hardware()) {
          case HardwareRequest.Snp(KeyRequest hardware) -> of(hardware);
          case HardwareRequest.Sgx(SealingKey key) -> SgxBinding.of(key);
        };
    bindings.add(
        new Binding(true, "volume", "another volume or label has a key that tells nothing of it"));
    if (request.hardware() instanceof HardwareRequest.Snp) {
      bindings.add(
          new Binding(
              false, "host_data", "never mixed in: what the host says at launch does not matter"));
    }
    bindings.add(new Binding(false, "report_data", "never mixed in"));
    bindings.add(
        new Binding(
            false,
            "escrow",
            "no escrow is asked: no policy, no log entry, and no way to take the key back"));
    return List.copyOf(bindings);
  }

  /** AMD 56860, MSG_KEY_REQ. */
  private static List<Binding> of(KeyRequest hardware) {
    List<Binding> bindings = new ArrayList<>();
    bindings.add(root(hardware));
    bindings.add(
        new Binding(
            true,
            "vmpl",
            "mixed in as %d; only software at a VMPL of at most %d can derive the key"
                .formatted(hardware.vmpl(), hardware.vmpl())));
    for (GuestField field : GuestField.values()) {
      boolean bound = hardware.fields().contains(field);
      bindings.add(
          new Binding(bound, field.spelling(), bound ? chosen(field, hardware) : absent(field)));
    }
    return bindings;
  }

  private static Binding root(KeyRequest hardware) {
    return switch (hardware.root()) {
      case VCEK ->
          new Binding(
              true,
              "chip",
              "another processor never derives the key: a guest that moves, or a board that is"
                  + " replaced, loses it; keep a second key slot");
      case VLEK ->
          new Binding(
              false,
              "chip",
              "bound to the provider's VLEK: every processor on which the provider loads it can"
                  + " derive the key, and none after it is replaced");
      case VLEK_OR_VCEK ->
          new Binding(
              false,
              "chip",
              "the host chooses: bound to the provider's VLEK where one is loaded, to the chip"
                  + " elsewhere; the key changes when a VLEK comes or goes");
      case VMRK ->
          new Binding(
              false,
              "chip",
              "bound to the key of a migration agent; what it is without one is unverified");
    };
  }

  private static String chosen(GuestField field, KeyRequest hardware) {
    return switch (field) {
      case GUEST_POLICY -> "a guest launched with another policy, such as debug, cannot derive it";
      case IMAGE_ID, FAMILY_ID ->
          "taken from the ID block; zero without one, and then it binds nothing";
      case MEASUREMENT ->
          "every change of firmware, kernel, initrd or command line that is measured changes the"
              + " key: wrap anew before an update";
      case GUEST_SVN ->
          "mixed in as %s; a guest with a lower SVN cannot derive it, one with a higher can"
              .formatted(Integer.toUnsignedString(hardware.guestSvn()));
      case TCB_VERSION ->
          "mixed in as %s; firmware rolled back below it cannot derive it, newer can"
              .formatted(hex(hardware.tcbVersion()));
      case LAUNCH_MIT_VECTOR -> "the kernel's structure cannot carry it: this request is refused";
    };
  }

  private static String absent(GuestField field) {
    return switch (field) {
      case GUEST_POLICY -> "a guest launched for debugging derives the same key";
      case IMAGE_ID, FAMILY_ID -> "guests of other images derive the same key";
      case MEASUREMENT ->
          "any guest with the same other values derives the same key, whatever it runs";
      case GUEST_SVN -> "an older release of the guest derives the same key";
      case TCB_VERSION -> "firmware rolled back to a weak version derives the same key";
      case LAUNCH_MIT_VECTOR -> "the mitigations at launch do not matter";
    };
  }

  private static String hex(long tcb) {
    return "%016x".formatted(Long.reverseBytes(tcb)).toLowerCase(Locale.ROOT);
  }
}
