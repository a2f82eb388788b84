package dev.sealkeep.agent.keyring;

import java.util.Arrays;
import java.util.Optional;

/** The kernel's types of keys that matter here (keyrings(7), "Key types"). */
public enum KeyType {
  /** Readable by whoever has the right to; 1 to 32,767 bytes. */
  USER("user"),
  /** Never readable outside the kernel; its description has a prefix before a colon. */
  LOGON("logon"),
  /** As {@link #USER}, up to 1 MiB. */
  BIG_KEY("big_key"),
  /** Random data that the kernel makes and encrypts under another key. */
  ENCRYPTED("encrypted");

  private final String spelling;

  KeyType(String spelling) {
    this.spelling = spelling;
  }

  /** How the kernel spells it. */
  public String spelling() {
    return spelling;
  }

  /** Reads the kernel's spelling. */
  public static Optional<KeyType> parse(String text) {
    return Arrays.stream(values()).filter(type -> type.spelling.equals(text)).findFirst();
  }
}
