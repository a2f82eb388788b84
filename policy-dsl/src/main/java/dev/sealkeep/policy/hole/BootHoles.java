package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.HoleSeverity.CRITICAL;
import static dev.sealkeep.policy.hole.HoleSeverity.HIGH;
import static dev.sealkeep.policy.hole.HoleSeverity.LOW;
import static dev.sealkeep.policy.hole.HoleSeverity.MEDIUM;
import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.strange;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.List;

/**
 * Holes of measured boot, in a TD's registers or a TPM's.
 *
 * <p>An image that the attacker brings is measured by the firmware before it runs, so it shows in
 * PCR 4 or RTMR 1, and as the first image of the log. It may then load the genuine one, whose
 * measurement follows its own, and may extend every later register with what genuine images would
 * have extended. So a condition that some event is there says nothing of what else is.
 */
final class BootHoles {
  private static final String PROFILE = "TCG PC Client Platform Firmware Profile 1.06, ";
  private static final String TPM_BOOT = "sha256.pcr4 in images";
  private static final String TD_BOOT = "rtmr1 in builds and rtmr2 in builds";
  private static final String AZURE_ON = "vm_configuration.secure_boot";

  private BootHoles() {}

  static List<Hole> holes() {
    return List.of(
        unpinned(),
        selfReported(),
        commandLine(),
        secureBoot(),
        hostTables(),
        unattested(),
        unknownTpm(),
        unbound(),
        stale(),
        console());
  }

  /** An image of the attacker's was booted, in a TD. */
  private static Trait ownImageInDomain() {
    return all(
        strange("rtmr1"),
        strange(BootClaims.firstImage("")),
        ownKeys(""),
        ownEvent("", 2, "sha384", 48));
  }

  /** The same of a machine with a TPM. */
  private static Trait ownImage(String prefix) {
    return all(
        strange(BootClaims.registers(prefix, 4, 7)),
        strange(BootClaims.firstImage(prefix)),
        ownKeys(prefix),
        ownEvent(prefix, 4, "sha256", 32));
  }

  /** Secure Boot does not stand in the way: it is off, unknown, or by other keys. */
  private static Trait ownKeys(String prefix) {
    String secureBoot = prefix + "event_log.secure_boot";
    return either(missing(secureBoot), met("not " + secureBoot), strange(secureBoot + ".db"));
  }

  private static Trait ownEvent(String prefix, int register, String hash, int length) {
    String events = prefix + "event_log.events";
    String condition =
        "register == %d and digest != %s\"%s\"".formatted(register, hash, "00".repeat(length));
    return either(missing(events), new Trait.StrangeEntry(events, condition, "digest"));
  }

  /** Nothing that a TD measured of its boot is what the policy knows. */
  static Trait anyDomainBoot() {
    return all(
        strange("rtmr1", "rtmr2"),
        strange(BootClaims.firstImage("")),
        strange(BootClaims.later("")),
        strange(BootClaims.allOf("tpm2.")),
        ownKeys(""),
        missing("event_log.events"));
  }

  private static Trait anyBoot() {
    return all(strange(BootClaims.allOf("")), ownKeys(""), missing("event_log.events"));
  }

  private static Hole unpinned() {
    return Hole.of(
        "hole.boot.unpinned",
        CRITICAL,
        "The policy knows the firmware, but anything may be booted on it: no register and no event"
            + " that tells kernel, initrd or command line is one it knows.",
        PROFILE + "PCR usage; Intel TDX virtual firmware design guide, RTMR usage",
        Way.of(Machines.TDX, anyDomainBoot(), TD_BOOT),
        Way.of(Machines.AZURE_SNP, anyBoot(), TPM_BOOT),
        Way.of(Machines.AZURE_TDX, anyBoot(), TPM_BOOT),
        Way.of(Machines.SVSM, anyBoot(), TPM_BOOT),
        Way.of(Machines.TPM, anyBoot(), TPM_BOOT));
  }

  private static Hole selfReported() {
    return Hole.of(
        "hole.boot.self-reported",
        HIGH,
        "What the policy knows of the boot is what the booted image says of itself, in PCRs 8 to 15"
            + " or RTMR 2, or one event among others. An image of the attacker's is measured before"
            + " it runs, and then extends and logs the rest as the genuine one would.",
        PROFILE + "PCR usage; UAPI.7",
        Way.of(Machines.TDX, ownImageInDomain(), "rtmr1 in builds").unless(anyDomainBoot()),
        Way.of(Machines.AZURE_SNP, ownImage(""), TPM_BOOT).unless(anyBoot()),
        Way.of(Machines.AZURE_TDX, ownImage(""), TPM_BOOT).unless(anyBoot()),
        Way.of(Machines.SVSM, ownImage(""), TPM_BOOT).unless(anyBoot()),
        Way.of(Machines.TPM, ownImage(""), TPM_BOOT).unless(anyBoot()));
  }

  private static Hole commandLine() {
    String registers = "sha256.pcr8 in images and sha256.pcr9 in images";
    return Hole.of(
        "hole.boot.command-line-unpinned",
        MEDIUM,
        "The first image is known, but the command line or the initrd may be any, such as one that"
            + " opens a shell. Where the image is a unified kernel image, which has both in it,"
            + " there is no hole.",
        PROFILE + "PCR usage; UAPI.5; UAPI.7",
        Way.of(
                Machines.TDX,
                either(
                    all(strange("rtmr2"), strange(BootClaims.commandLine(""))),
                    all(strange("rtmr2"), strange(BootClaims.initrd("")))),
                "rtmr2 in builds")
            .unless(ownImageInDomain(), anyDomainBoot()),
        Way.of(Machines.AZURE_SNP, otherCommandLine(), registers).unless(ownImage(""), anyBoot()),
        Way.of(Machines.AZURE_TDX, otherCommandLine(), registers).unless(ownImage(""), anyBoot()),
        Way.of(Machines.SVSM, otherCommandLine(), registers).unless(ownImage(""), anyBoot()),
        Way.of(Machines.TPM, otherCommandLine(), registers).unless(ownImage(""), anyBoot()));
  }

  private static Trait otherCommandLine() {
    return either(
        all(strange(BootClaims.registers("", 8, 9, 11)), strange(BootClaims.commandLine(""))),
        all(strange(BootClaims.registers("", 9, 11)), strange(BootClaims.initrd(""))));
  }

  private static Hole secureBoot() {
    return Hole.of(
        "hole.boot.secure-boot-off",
        LOW,
        "Secure Boot may be off, so nothing but the measurements that the policy names stands in"
            + " the way of images that nobody signed.",
        "UEFI 2.10, section 32",
        Way.of(Machines.AZURE_SNP, all(met("not vm_configuration.secure_boot"), off()), AZURE_ON),
        Way.of(Machines.AZURE_TDX, all(met("not vm_configuration.secure_boot"), off()), AZURE_ON),
        Way.of(Machines.SVSM, off(), "event_log.secure_boot"),
        Way.of(Machines.TPM, off(), "event_log.secure_boot"),
        Way.of(
            Machines.TDX,
            all(
                either(missing("event_log.secure_boot"), met("not event_log.secure_boot")),
                strange("rtmr0")),
            "event_log.secure_boot"));
  }

  private static Trait off() {
    return all(
        either(missing("event_log.secure_boot"), met("not event_log.secure_boot")),
        strange(BootClaims.registers("", 7)));
  }

  private static Hole hostTables() {
    return Hole.of(
        "hole.boot.host-tables",
        MEDIUM,
        "The host gives the guest its ACPI tables, which are programs that the guest's kernel runs;"
            + " nothing that measures them is pinned. Where the kernel keeps them from memory that"
            + " is not theirs, or ignores them, there is no hole.",
        "OVMF measures QEMU's ACPI blobs into PCR 1 or RTMR 0",
        Way.of(
            Machines.SNP, strange(BootClaims.registers("tpm2.", 1)), "tpm2.sha256.pcr1 in images"),
        Way.of(Machines.TDX, strange("rtmr0"), "rtmr0 in builds"),
        Way.of(Machines.SVSM, strange(BootClaims.registers("", 1)), "sha256.pcr1 in images"));
  }

  private static Hole unattested() {
    return Hole.of(
        "hole.tpm.no-attested-hardware",
        HIGH,
        "The TPM stands alone: no hardware report vouches for the firmware that feeds it or for the"
            + " memory beside it. Who has the machine in his hands can read both.",
        "TPM 2.0 Library part 1, roots of trust; SECURITY.md",
        Way.of(
            Machines.TPM,
            met("tpm.ak_bound_by != hardware_vmpl0"),
            "tpm.ak_bound_by == hardware_vmpl0"));
  }

  private static Hole unknownTpm() {
    return Hole.of(
        "hole.tpm.any-tpm",
        CRITICAL,
        "Any TPM with its maker's certificate is let in, one on the attacker's desk too, whose PCRs"
            + " he extends as he likes.",
        "TPM 2.0 Library part 1, endorsement key; TCG EK Credential Profile",
        Way.of(
            Machines.TPM,
            all(
                met("tpm.ak_bound_by == ek_certificate"),
                strange("tpm.ek_sha256", "tpm.qualified_signer")),
            "tpm.ek_sha256 in fleet"));
  }

  private static Hole unbound() {
    Trait elsewhere =
        met("tpm2.tpm.ak_bound_by == ek_certificate or tpm2.tpm.ak_bound_by == enrolled");
    Trait any = strange("tpm2.tpm.ek_sha256", "tpm2.tpm.qualified_signer");
    Trait own = all(elsewhere, any);
    return Hole.of(
        "hole.tpm.key-unbound",
        HIGH,
        "The quote beside the report may be of a TPM that the measured firmware did not make, so"
            + " its PCRs may be those of another machine.",
        "SECURITY.md",
        Way.of(
                Machines.SNP,
                all(either(missing("tpm2.tpm.ak_bound_by"), elsewhere), any),
                "tpm2.tpm.ak_bound_by == hardware_vmpl0")
            .unless(all(own, strange(BootClaims.allOf("tpm2.")))));
  }

  private static Hole stale() {
    return Hole.of(
        "hole.azure.hardware-stale",
        MEDIUM,
        "The hardware report may be of any time since the VM was started; the quote alone is of"
            + " this request. It matters where firmware is replaced under a running VM.",
        "Azure confidential VM, runtime data; docs/reference/evidence-azure-vtpm.md",
        Way.of(Machines.AZURE_SNP, met("not hardware.fresh"), "hardware.fresh"),
        Way.of(Machines.AZURE_TDX, met("not hardware.fresh"), "hardware.fresh"));
  }

  private static Hole console() {
    String open =
        "vm_configuration.console_enabled and vm_configuration.interactive_console_enabled";
    String cure = "not vm_configuration.interactive_console_enabled";
    return Hole.of(
        "hole.azure.console",
        MEDIUM,
        "The serial console takes input, so whoever administers the subscription talks to what"
            + " listens there, such as a boot loader or a recovery shell.",
        "OpenHCL, runtime claims, interactive-console-enabled",
        Way.of(Machines.AZURE_SNP, met(open), cure),
        Way.of(Machines.AZURE_TDX, met(open), cure));
  }
}
