package dev.sealkeep.protocol.log;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a running system measures about itself after the key was given: the reason why a register is
 * not any more what a policy for booting machines wants. Measured are the bytes of the text in
 * ASCII, under the hash of the register.
 */
public enum BootEvent {
  /** The key was used (docs/reference/guest.md, "Once a boot"). */
  USED("sealkeep/used/v1"),
  /** systemd-pcrphase, PCR 11: the initrd has been entered. */
  ENTER_INITRD("enter-initrd"),
  /** systemd-pcrphase, PCR 11: the initrd has been left. */
  LEAVE_INITRD("leave-initrd"),
  /** systemd-pcrphase, PCR 11: basic initialisation is over. */
  SYSINIT("sysinit"),
  /** systemd-pcrphase, PCR 11: the system is up. */
  READY("ready");

  private final String text;

  BootEvent(String text) {
    this.text = text;
  }

  /** What is measured. */
  public String text() {
    return text;
  }

  /** Returns the event of that text, or empty. For untrusted input. */
  public static Optional<BootEvent> parse(String text) {
    return Arrays.stream(values()).filter(event -> event.text.equals(text)).findFirst();
  }
}
