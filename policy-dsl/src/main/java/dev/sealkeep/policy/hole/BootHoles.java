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
import java.util.function.Function;
import java.util.stream.Stream;

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
        secureBootAlone(),
        laterImage(),
        commandLine(),
        secureBoot(),
        hostTables());
  }

  /** An image of the attacker's choice was booted first, in a TD. */
  private static Trait otherImageInDomain() {
    return all(
        strange("rtmr1"), strange(BootClaims.firstImage("")), otherEvent("", 1, "sha384", 48));
  }

  /**
   * The same of a machine with a TPM. Secure Boot does not matter: whatever its keys ever signed,
   * such as GRUB, may start something that measures what it likes.
   */
  private static Trait otherImage(String prefix) {
    return all(
        strange(BootClaims.registers(prefix, 4)),
        strange(BootClaims.firstImage(prefix)),
        otherEvent(prefix, 4, "sha256", 32));
  }

  /** The first image is known perhaps, but not what it started. */
  private static Trait otherLaterImage(String prefix, List<String> registers, Trait event) {
    String images = prefix + "event_log.boot_images";
    return all(
        strange(registers),
        strange(prefix + "event_log.kernel", prefix + "event_log.boot_image1"),
        either(missing(images), met(images + " >= 2")),
        event);
  }

  /** Secure Boot does not stand in the way: it is off, unknown, or by other keys. */
  private static Trait ownKeys(String prefix) {
    String secureBoot = prefix + "event_log.secure_boot";
    return either(missing(secureBoot), met("not " + secureBoot), strange(secureBoot + ".db"));
  }

  /** An event of that register is another than the policy knows, or no event is shown. */
  private static Trait otherEvent(String prefix, int register, String hash, int length) {
    String events = prefix + "event_log.events";
    String condition =
        "register == %d and digest != %s\"%s\"".formatted(register, hash, "00".repeat(length));
    return either(missing(events), new Trait.StrangeEntry(events, condition, "digest"));
  }

  /** Nothing that a TD measured of its boot is what the policy knows. */
  static Trait anyDomainBoot() {
    return all(anySignedDomainBoot(), ownKeys(""));
  }

  /**
   * Nothing but perhaps Secure Boot's keys is what the policy knows. A TPM beside the quote is the
   * host's, so it tells nothing.
   */
  private static Trait anySignedDomainBoot() {
    return all(
        strange("rtmr1", "rtmr2"),
        strange(BootClaims.firstImage("")),
        strange(BootClaims.later("")),
        missing("event_log.events"));
  }

  private static Trait anyBoot(String prefix) {
    return all(
        strange(BootClaims.allOf(prefix)), ownKeys(prefix), missing(prefix + "event_log.events"));
  }

  private static Trait anySignedBoot(String prefix) {
    return all(
        strange(BootClaims.registers(prefix, 4, 8, 9, 11, 12)),
        strange(BootClaims.firstImage(prefix)),
        strange(BootClaims.later(prefix)),
        missing(prefix + "event_log.events"));
  }

  /** A TPM whose quote tells the boot, and where its claims stand. */
  private record Tpm(Machine machine, String prefix) {}

  /** A TD's way and that of each machine with a TPM, with what makes each moot. */
  private static Way[] ways(Way domain, Function<Tpm, Way> way) {
    return Stream.concat(
            Stream.of(domain),
            Stream.of(
                    new Tpm(Machines.AZURE_SNP, ""),
                    new Tpm(Machines.AZURE_TDX, ""),
                    new Tpm(Machines.SVSM, ""),
                    new Tpm(Machines.TPM, ""),
                    new Tpm(Machines.SNP, "tpm2."))
                .map(way))
        .toArray(Way[]::new);
  }

  private static Hole unpinned() {
    return Hole.of(
        "hole.boot.unpinned",
        CRITICAL,
        "The policy knows the firmware, but anything may be booted on it: no register and no event"
            + " that tells kernel, initrd or command line is one it knows. A TPM beside a trust"
            + " domain's quote does not count: the host runs it.",
        PROFILE + "PCR usage; Intel TDX virtual firmware design guide, RTMR usage",
        Way.of(Machines.TDX, anyDomainBoot(), TD_BOOT),
        Way.of(Machines.AZURE_SNP, anyBoot(""), TPM_BOOT),
        Way.of(Machines.AZURE_TDX, anyBoot(""), TPM_BOOT),
        Way.of(Machines.SVSM, anyBoot(""), TPM_BOOT),
        Way.of(Machines.TPM, anyBoot(""), TPM_BOOT));
  }

  private static Hole selfReported() {
    return Hole.of(
        "hole.boot.self-reported",
        HIGH,
        "What the policy knows of the boot is what the booted image says of itself, in PCRs 8 to 15"
            + " or RTMR 2, or one event among others. Another image, the attacker's own or one that"
            + " Secure Boot's keys signed such as GRUB, is measured before it runs, and then it or"
            + " what it starts extends and logs the rest as the genuine one would.",
        PROFILE + "PCR usage; UAPI.5; UAPI.7",
        ways(
            Way.of(Machines.TDX, otherImageInDomain(), "rtmr1 in builds")
                .unless(anyDomainBoot(), anySignedDomainBoot()),
            tpm ->
                Way.of(tpm.machine(), otherImage(tpm.prefix()), tpm.prefix() + TPM_BOOT)
                    .unless(anyBoot(tpm.prefix()), anySignedBoot(tpm.prefix()))));
  }

  private static Hole secureBootAlone() {
    return Hole.of(
        "hole.boot.secure-boot-alone",
        MEDIUM,
        "Which image runs is left to Secure Boot's keys: whatever they ever signed is let in, old"
            + " versions and boot loaders that start other kernels with any command line. Where"
            + " they sign nothing but images that may have the key, there is no hole.",
        "UEFI 2.10, section 32; " + PROFILE + "PCR usage",
        ways(
            Way.of(Machines.TDX, anySignedDomainBoot(), TD_BOOT).unless(anyDomainBoot()),
            tpm ->
                Way.of(tpm.machine(), anySignedBoot(tpm.prefix()), tpm.prefix() + TPM_BOOT)
                    .unless(anyBoot(tpm.prefix()))));
  }

  private static Hole laterImage() {
    return Hole.of(
        "hole.boot.later-image-unpinned",
        MEDIUM,
        "The first image is known, but what it starts may be any that it or Secure Boot's keys"
            + " accept: behind shim or a boot loader another one, such as GRUB, measures itself and"
            + " the kernel as it likes. Where the first image is a unified kernel image, there is"
            + " no hole.",
        PROFILE + "PCR usage; UAPI.5",
        ways(
            Way.of(
                    Machines.TDX,
                    otherLaterImage("", List.of("rtmr1"), otherEvent("", 1, "sha384", 48)),
                    "rtmr1 in builds")
                .unless(otherImageInDomain(), anyDomainBoot()),
            tpm ->
                Way.of(
                        tpm.machine(),
                        otherLaterImage(
                            tpm.prefix(),
                            BootClaims.registers(tpm.prefix(), 4),
                            otherEvent(tpm.prefix(), 4, "sha256", 32)),
                        tpm.prefix() + TPM_BOOT)
                    .unless(otherImage(tpm.prefix()), anyBoot(tpm.prefix()))));
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
            .unless(otherImageInDomain(), anyDomainBoot()),
        Way.of(Machines.AZURE_SNP, otherCommandLine(), registers)
            .unless(otherImage(""), anyBoot("")),
        Way.of(Machines.AZURE_TDX, otherCommandLine(), registers)
            .unless(otherImage(""), anyBoot("")),
        Way.of(Machines.SVSM, otherCommandLine(), registers).unless(otherImage(""), anyBoot("")),
        Way.of(Machines.TPM, otherCommandLine(), registers).unless(otherImage(""), anyBoot("")));
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
            + " nothing that measures them for the guest is pinned. Where the kernel keeps them"
            + " from memory that is not theirs, or ignores them, there is no hole.",
        "OVMF measures QEMU's ACPI blobs into PCR 1 or RTMR 0",
        Way.past(
            Machines.SNP,
            Trait.anything(),
            "a clause for svsm-vtpm in place of this one, with sha256.pcr1 in images"),
        Way.of(Machines.TDX, strange("rtmr0"), "rtmr0 in builds"),
        Way.of(Machines.SVSM, strange(BootClaims.registers("", 1)), "sha256.pcr1 in images"));
  }
}
