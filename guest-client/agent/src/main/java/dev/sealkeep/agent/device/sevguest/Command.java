package dev.sealkeep.agent.device.sevguest;

/** The requests of the device. Linux, uapi/linux/sev-guest.h: type S, _IOWR, 32 bytes. */
enum Command {
  SNP_GET_REPORT(0xC020_5300L),
  SNP_GET_DERIVED_KEY(0xC020_5301L),
  SNP_GET_EXT_REPORT(0xC020_5302L);

  private final long number;

  Command(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }
}
