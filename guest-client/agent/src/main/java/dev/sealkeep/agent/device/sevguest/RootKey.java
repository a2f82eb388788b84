package dev.sealkeep.agent.device.sevguest;

/**
 * ROOT_KEY_SELECT and KEY_SEL: where a derived key begins. AMD 56860, MSG_KEY_REQ table, offset 0:
 * bit 0 is ROOT_KEY_SELECT, bits 2:1 are KEY_SEL.
 */
public enum RootKey {
  /** The chip's key: bound to this processor. */
  VCEK(0b010),
  /** The provider's key: bound to whoever loaded it. */
  VLEK(0b100),
  /** The provider's key where one is loaded, else the chip's: bound to what the host chooses. */
  VLEK_OR_VCEK(0b000),
  /** The key that a migration agent gave. What it is without an agent is not documented. */
  VMRK(0b001);

  private final int code;

  RootKey(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
