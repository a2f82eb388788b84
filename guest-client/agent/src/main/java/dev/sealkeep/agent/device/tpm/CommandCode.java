package dev.sealkeep.agent.device.tpm;

/** The commands that are sent, TPM_CC. TPM 2.0 Library part 2, section 6.5.2. */
enum CommandCode {
  NV_DEFINE_SPACE(0x12A),
  CREATE_PRIMARY(0x131),
  NV_WRITE(0x137),
  ACTIVATE_CREDENTIAL(0x147),
  NV_READ(0x14E),
  PCR_EVENT(0x13C),
  POLICY_SECRET(0x151),
  CREATE(0x153),
  LOAD(0x157),
  QUOTE(0x158),
  FLUSH_CONTEXT(0x165),
  NV_READ_PUBLIC(0x169),
  READ_PUBLIC(0x173),
  START_AUTH_SESSION(0x176),
  GET_CAPABILITY(0x17A),
  PCR_READ(0x17E),
  PCR_EXTEND(0x182);

  private final int code;

  CommandCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The name in the specification, for a message. */
  String display() {
    StringBuilder text = new StringBuilder("TPM2_");
    for (String word : name().split("_", -1)) {
      boolean abbreviation = word.equals("NV") || word.equals("PCR");
      text.append(
          abbreviation
              ? word + "_"
              : word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return text.toString();
  }
}
