package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.HoleSeverity.CRITICAL;
import static dev.sealkeep.policy.hole.HoleSeverity.HIGH;
import static dev.sealkeep.policy.hole.HoleSeverity.MEDIUM;
import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.strange;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holes of TPMs themselves, and of Azure's. A TPM of its own, alone or beside a report, says which
 * TPM it is and what somebody extended; no report vouches for it. One that a report vouches for is
 * of another technology.
 */
final class TpmHoles {
  private static final String VOUCHED = "a clause for svsm-vtpm or azure-vtpm in place of this one";

  /** Those that software cannot reset. */
  private static final List<String> REGISTERS =
      BootClaims.registers("tpm2.", IntStream.range(0, 16).toArray());

  private TpmHoles() {}

  static List<Hole> holes() {
    return List.of(unattested(), unknownTpm(), unbound(), hosts(), stale(), console());
  }

  private static Hole unattested() {
    return Hole.of(
        "hole.tpm.no-attested-hardware",
        HIGH,
        "The TPM stands alone: no hardware report vouches for the firmware that feeds it or for the"
            + " memory beside it. Who has the machine in his hands can read both.",
        "TPM 2.0 Library part 1, roots of trust; SECURITY.md",
        Way.past(Machines.TPM, Trait.anything(), VOUCHED));
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
    Trait any = strange("tpm2.tpm.ek_sha256", "tpm2.tpm.qualified_signer");
    return Hole.of(
        "hole.tpm.key-unbound",
        HIGH,
        "The quote beside the report may be of any TPM with its maker's certificate or an enrolled"
            + " key, so its PCRs may be those of another machine.",
        "TPM 2.0 Library part 1, endorsement key; SECURITY.md",
        Way.of(Machines.SNP, any, "tpm2.tpm.ek_sha256 in fleet")
            .unless(all(any, strange(REGISTERS), unasked())));
  }

  private static Hole hosts() {
    return Hole.of(
        "hole.tpm.host-provided",
        HIGH,
        "What was booted is told by a TPM for which the report does not vouch. Whoever runs it, as"
            + " providers do for their virtual machines, or sits between it and the guest, has its"
            + " PCRs say what he likes: it binds everybody but the host. Where kernel, initrd and"
            + " command line are part of the measurement, there is no hole.",
        "TPM 2.0 Library part 1, roots of trust; SECURITY.md",
        Way.past(
                Machines.SNP,
                met("tpm2.tpm.ak_bound_by in [ek_certificate, enrolled]"),
                VOUCHED + ", or nothing asked of the TPM's boot")
            .unless(unasked()));
  }

  /** The policy does not rely on what a TPM beside the report says of the boot. */
  private static Trait unasked() {
    return all(strange(BootClaims.allOf("tpm2.")), missing("tpm2.event_log.events"));
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
