package dev.sealkeep.agent.configuration;

import java.util.Arrays;
import java.util.Optional;

/** Which of the kernel's interfaces to an SEV-SNP device is used. */
public enum DeviceChoice {
  /** configfs-tsm where SEV-SNP serves it, else the character device. */
  AUTO("auto"),
  /** configfs-tsm alone. */
  CONFIGFS_TSM("configfs-tsm"),
  /** The character device alone. */
  SEV_GUEST("sev-guest");

  private final String spelling;

  DeviceChoice(String spelling) {
    this.spelling = spelling;
  }

  /** The name in configurations. */
  public String spelling() {
    return spelling;
  }

  /** Returns the choice of that name, or empty. */
  public static Optional<DeviceChoice> parse(String spelling) {
    return Arrays.stream(values()).filter(choice -> choice.spelling.equals(spelling)).findFirst();
  }
}
