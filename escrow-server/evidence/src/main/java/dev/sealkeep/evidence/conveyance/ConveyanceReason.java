package dev.sealkeep.evidence.conveyance;

import dev.sealkeep.evidence.ReasonCode;

/** Why a conceptual message wrapper cannot be unwrapped. */
public enum ConveyanceReason implements ReasonCode {
  /** Too long. */
  TOO_LARGE(
      "cmw.too_large",
      "The wrapper is longer than any that is read.",
      "Send the messages one by one."),
  /** Not a record, a tag or a collection of these. */
  MALFORMED(
      "cmw.malformed",
      "The wrapper is not a well-formed record, tag or collection.",
      "Encode it as draft-ietf-rats-msg-wrap says: base64url without padding in JSON, byte strings"
          + " in CBOR."),
  /** A type that no technology has. */
  TYPE_UNSUPPORTED(
      "cmw.type_unsupported",
      "A message is of a type that stands for no technology.",
      "Use a type of the table in docs/reference/conveyance.md."),
  /** The indicator says that it is no evidence. */
  NOT_EVIDENCE(
      "cmw.not_evidence",
      "A message's indicator says that it is no evidence.",
      "Set the bit for evidence, or leave the indicator out."),
  /** Too many messages, or nested too deep. */
  TOO_MANY(
      "cmw.too_many",
      "The wrapper holds more than 16 messages, or collections more than 4 deep.",
      "Send fewer messages.");

  private final String code;
  private final String meaning;
  private final String cure;

  ConveyanceReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String cure() {
    return cure;
  }
}
