package dev.sealkeep.protocol.wire;

/** Why bytes are not the message they should be. Codes are stable. */
public enum WireReason {
  /** The body is longer than its limit. */
  TOO_LARGE("json.too_large"),
  /** A string is not well-formed UTF-8, or escapes half a surrogate pair. */
  NOT_UTF8("json.not_utf8"),
  /** The bytes do not follow the grammar of RFC 8259. */
  SYNTAX("json.syntax"),
  /** Objects and arrays are nested deeper than the limit. */
  TOO_DEEP("json.too_deep"),
  /** An object or array has more members than the limit. */
  TOO_MANY_MEMBERS("json.too_many_members"),
  /** A member stands twice in one object. */
  DUPLICATE_MEMBER("json.duplicate_member"),
  /** A number has a fraction, an exponent, or does not fit 64 bits. */
  NOT_AN_INTEGER("json.not_an_integer"),
  /** Something follows the value. */
  TRAILING_BYTES("json.trailing_bytes"),
  /** A member that the message does not have. */
  UNKNOWN_MEMBER("json.unknown_member"),
  /** A member that the message must have is absent. */
  MISSING_MEMBER("json.missing_member"),
  /** A value is of another JSON type than the message wants. */
  WRONG_TYPE("json.wrong_type"),
  /** A number is outside the range of its member. */
  OUT_OF_RANGE("value.out_of_range"),
  /** A string, byte string or array is shorter or longer than its member allows. */
  WRONG_LENGTH("value.wrong_length"),
  /** Not canonical base64url without padding. */
  NOT_BASE64URL("value.not_base64url"),
  /** Not lower-case hexadecimal digits. */
  NOT_HEX("value.not_hex"),
  /** Not a name. */
  NOT_A_NAME("value.not_a_name"),
  /** A technology tag, event log kind or problem code with other characters than allowed. */
  NOT_A_TAG("value.not_a_tag"),
  /** A well-formed technology tag that this program does not know. */
  UNKNOWN_TECHNOLOGY("value.unknown_technology"),
  /** A purpose that this program does not know. */
  UNKNOWN_PURPOSE("value.unknown_purpose"),
  /** A KEM id that this program does not know. */
  UNKNOWN_KEM("value.unknown_kem"),
  /** Not the name of a claim that another boot may change. */
  NOT_A_BOOT_CLAIM("value.not_a_boot_claim"),
  /** An event that no running system measures about itself. */
  UNKNOWN_EVENT("value.unknown_event"),
  /** A claim stands twice where each may stand once. */
  REPEATED("value.repeated");

  private final String code;

  WireReason(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
