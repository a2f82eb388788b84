package dev.sealkeep.evidence;

/** A reason for which evidence is rejected, as an enum constant. Codes never change meaning. */
public interface ReasonCode {
  /** The stable code, such as {@code snp.signature.invalid}. */
  String code();

  /** What the code says, one sentence. */
  String meaning();

  /** What to do about it, one sentence. */
  String cure();

  /** This reason with its own meaning as the detail. */
  default Reason plain() {
    return new Reason(code(), meaning());
  }

  /** This reason with a detail about the case at hand, one sentence. */
  default Reason because(String detail) {
    return new Reason(code(), detail);
  }
}
