package dev.sealkeep.policy.schema;

import java.util.List;

/**
 * The claims of an event log that replays to quoted registers, shared by every technology with
 * measured registers. Each rests on the registers' quote and on the honesty of what ran before: the
 * firmware for Secure Boot and images, the images for what they measure themselves.
 */
final class EventLogClaims {
  private static final String REPLAY = "replay of the log to the quoted registers";
  private static final String DATA = REPLAY + ", and the digest recomputed from the logged data";
  private static final String PLACE = REPLAY + ", and the event's place in its register";
  private static final String PROFILE = " (TCG PC Client Platform Firmware Profile 1.06)";

  private static final int MAX_EVENTS = 4_096;
  private static final int LAST_PCR = 31;
  private static final int LAST_RTMR = 3;

  private final List<Claim> claims;
  private final ClaimType digest;

  private EventLogClaims(List<Claim> claims, HashAlgorithm hash) {
    this.claims = claims;
    this.digest = ClaimType.Bytes.digest(hash);
  }

  /** Appends the claims of a log that replays to a TPM's PCRs of the SHA-256 bank. */
  static void appendOfPcrsTo(List<Claim> claims) {
    EventLogClaims eventLog = new EventLogClaims(claims, HashAlgorithm.SHA256);
    eventLog.firmware();
    eventLog.images();
    eventLog.machineOwnerKeys();
    eventLog.sbatLevel();
    eventLog.kernel();
    eventLog.unifiedKernel();
    eventLog.systemExtensions();
    eventLog.bootPhase();
    eventLog.events(LAST_PCR, "PCR that was extended");
  }

  /** Appends the claims of a CCEL that replays to the RTMRs of a TD. */
  static void appendOfRtmrsTo(List<Claim> claims) {
    EventLogClaims eventLog = new EventLogClaims(claims, HashAlgorithm.SHA384);
    eventLog.firmware();
    eventLog.images();
    eventLog.kernel();
    eventLog.unifiedKernel();
    eventLog.events(
        LAST_RTMR, "Index of the RTMR that was extended; the CCEL itself writes one more");
  }

  private void firmware() {
    ClaimType bool = new ClaimType.Bool();
    add("replayed", bool, "True where a log replays; absent otherwise", "event log", REPLAY);
    add(
        "secure_boot",
        bool,
        "Whether the firmware enforced Secure Boot",
        "variable SecureBoot, PCR 7 or RTMR0 before the separator" + PROFILE,
        DATA);
    for (String variable : List.of("pk", "kek", "db", "dbx")) {
      add(
          "secure_boot." + variable,
          ClaimType.Bytes.digest(HashAlgorithm.SHA256),
          "SHA-256 of the content of the Secure Boot variable " + variable,
          "PCR 7 or RTMR0 before the separator" + PROFILE,
          DATA);
    }
    add(
        "exit_boot_services",
        bool,
        "Whether the firmware had handed over to the operating system",
        "action in PCR 5 or RTMR1" + PROFILE,
        "digest of the action's fixed text in a replayed register");
  }

  private void images() {
    add(
        "boot_images",
        new ClaimType.Int(0, 0xffff),
        "How many EFI images were loaded, each later event of the register counting as one",
        "PCR 4 or RTMR1" + PROFILE,
        PLACE);
    for (int i = 0; i < 4; i++) {
      add(
          "boot_image" + i,
          digest,
          "Authenticode digest of EFI image " + i + " in the order of loading",
          "PCR 4 or RTMR1" + PROFILE,
          PLACE);
    }
    add(
        "kernel",
        digest,
        "Authenticode digest of the kernel or UKI; only where it is the one image",
        "PCR 4 or RTMR1" + PROFILE,
        PLACE);
  }

  private void machineOwnerKeys() {
    for (String list : List.of("mok_list", "mok_list_x", "mok_list_trusted")) {
      add(
          "shim." + list,
          digest,
          "Digest of shim's list " + list + "; only where PCR 14 holds nothing else",
          "PCR 14 (shim)",
          PLACE);
    }
  }

  private void sbatLevel() {
    add(
        "shim.sbat_level",
        new ClaimType.Words(),
        "Lines of shim's variable SbatLevel, such as grub,3; only where it was measured once and"
            + " all of the PCR is proven",
        "PCR 7 (shim)",
        DATA + "; as good as shim, so compare boot_image0 too");
  }

  private void systemExtensions() {
    add(
        "system_extensions",
        digest,
        "Digest of the archive of system extensions that systemd-stub passed on; only where PCR 13"
            + " holds nothing else",
        "PCR 13 (systemd-stub)",
        PLACE + "; as good as the kernel, so compare kernel too");
  }

  private void kernel() {
    add(
        "initrd",
        digest,
        "Digest of the initrd; only where the kernel is the one image and PCR 9 or RTMR2 holds"
            + " nothing else",
        "tagged event of the Linux EFI stub",
        PLACE + "; as good as the kernel, so compare kernel too");
    add(
        "command_line_digest",
        digest,
        "Digest of the command line in UTF-16 with its NUL, under the conditions of initrd",
        "tagged event of the Linux EFI stub",
        PLACE + "; as good as the kernel, so compare kernel too");
    add(
        "command_line",
        new ClaimType.Text(),
        "Command line: GRUB's, with the kernel's path, or systemd-boot's or systemd-stub's",
        "PCR 8, every text of which is proven and one of which GRUB's loader gave to the kernel; or"
            + " PCR 12, which holds nothing else; the other of the two is quoted and unused",
        DATA);
  }

  private void unifiedKernel() {
    for (String section :
        List.of(
            "linux", "osrel", "cmdline", "initrd", "ucode", "splash", "dtb", "uname", "sbat",
            "pcrpkey", "profile", "dtbauto", "hwids")) {
      add(
          "uki." + section,
          digest,
          "Digest of the section ." + section + " of the unified kernel image",
          "PCR 11 or RTMR2 (UAPI.5), from the register's first event on",
          PLACE
              + " behind its name's digest; as good as the first image, which another may have left"
              + " the register to, so compare boot_image0 too");
    }
  }

  private void bootPhase() {
    add(
        "boot_phase",
        new ClaimType.Symbol(
            List.of("firmware", "enter_initrd", "leave_initrd", "sysinit", "ready")),
        "Last phase of the boot that systemd measured",
        "PCR 11 (systemd-pcrphase)",
        "digest of the phases' fixed words behind the replayed value");
  }

  private void events(int lastRegister, String register) {
    ClaimType text = new ClaimType.Text();
    add(
        "events",
        new ClaimType.Entries(
            List.of(
                field("register", new ClaimType.Int(0, lastRegister), register, REPLAY),
                field(
                    "type",
                    text,
                    "Type by the profile's name, or 0x and 8 digits",
                    "the log's word alone: types are not measured"),
                field("digest", digest, "Digest that was extended", REPLAY),
                field(
                    "text",
                    text,
                    "Text that was measured, printable ASCII: the logged data without a final NUL,"
                        + " of GRUB's commands without the prefix grub_cmd, kernel_cmdline or"
                        + " module_cmdline",
                    DATA),
                field(
                    "label",
                    text,
                    "What the log calls something else that was measured, such as the path of a"
                        + " file that GRUB read",
                    "the log's word alone: the digest is of what is called so, or of anything"),
                field("variable", text, "Name of the EFI variable that was measured", DATA),
                field("variable_guid", text, "Its vendor's GUID, in lower case", DATA),
                field(
                    "variable_sha256",
                    ClaimType.Bytes.digest(HashAlgorithm.SHA256),
                    "SHA-256 of its content",
                    DATA)),
            MAX_EVENTS),
        "Every event that extended a quoted register, in the log's order; absent where a separator"
            + " is repeated",
        "event log" + PROFILE,
        REPLAY + "; the order only within a register");
  }

  private static Claim field(String name, ClaimType type, String documentation, String proof) {
    return new Claim(name, type, documentation, "event" + PROFILE, proof);
  }

  private void add(String name, ClaimType type, String documentation, String source, String proof) {
    claims.add(new Claim("event_log." + name, type, documentation, source, proof));
  }
}
