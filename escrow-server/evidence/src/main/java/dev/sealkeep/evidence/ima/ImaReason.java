package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.ReasonCode;

/** Every reason for which a measurement list is rejected. The codes never change their meaning. */
public enum ImaReason implements ReasonCode {
  /** More than 1 MiB. */
  LIST_OVERSIZED(
      "ima.list.oversized",
      "The list is longer than 1 MiB.",
      "Send the list earlier after boot, or let the IMA policy measure less."),
  /** More entries than are read. */
  LIST_TOO_MANY_ENTRIES(
      "ima.list.too_many_entries",
      "The list has more than 16384 entries.",
      "Send the list earlier after boot, or let the IMA policy measure less."),
  /** No list at all. */
  LIST_MALFORMED(
      "ima.list.malformed",
      "The bytes do not begin like a measurement list.",
      "Send /sys/kernel/security/ima/binary_runtime_measurements from its first byte."),
  /** An entry that does not fit. */
  ENTRY_TRUNCATED(
      "ima.entry.truncated",
      "An entry is longer than what is left of the list.",
      "Send the list up to the end of an entry."),
  /** A field that does not fit, or a line that is none. */
  ENTRY_MALFORMED(
      "ima.entry.malformed",
      "An entry's values are not those of its template.",
      "Send the list as the kernel gives it; where a file's name holds a line feed, the binary"
          + " one."),
  /** No such register. */
  ENTRY_REGISTER_INVALID(
      "ima.entry.register_invalid",
      "An entry is of a register that does not exist.",
      "Send the list as a little-endian machine gives it; another one needs ima_canonical_fmt."),
  /** A digest that is not that of the data. */
  ENTRY_DIGEST_MISMATCH(
      "ima.entry.digest_mismatch",
      "An entry's template digest is not that of its data.",
      "Do not trust the list: it was altered, or is not the kernel's."),
  /** A template that is not known. */
  TEMPLATE_UNSUPPORTED(
      "ima.template.unsupported",
      "An entry's template is not one of the kernel's own.",
      "Choose one with ima_template, such as ima-ng; formats of ima_template_fmt are not read.");

  private final String code;
  private final String meaning;
  private final String cure;

  ImaReason(String code, String meaning, String cure) {
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

  /**
   * This reason with the place where it was found.
   *
   * @param place one sentence
   */
  Reason at(String place) {
    return because(place + " " + meaning);
  }
}
