package dev.sealkeep.protocol.hpke;

/** Why a sealed message was not opened. */
public enum HpkeFault {
  /** The encapsulation has not the KEM's size, or the ciphertext is shorter than its tag. */
  WRONG_LENGTH("hpke.wrong_length"),
  /** The KEM refused the encapsulation: a small-order point. */
  ENCAPSULATION_REFUSED("hpke.encapsulation_refused"),
  /** The tag does not verify: another recipient, another info, or changed bytes. */
  NOT_AUTHENTIC("hpke.not_authentic");

  private final String code;

  HpkeFault(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
