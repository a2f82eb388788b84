package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.HoleSeverity.HIGH;
import static dev.sealkeep.policy.hole.HoleSeverity.LOW;
import static dev.sealkeep.policy.hole.HoleSeverity.MEDIUM;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.strange;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.List;

/** Holes of what every technology has: revocation lists, one machine among many, simulation. */
final class PlatformHoles {
  private PlatformHoles() {}

  static List<Hole> holes() {
    return List.of(simulated(), unchecked(), stale(), anyMachine());
  }

  private static Hole simulated() {
    String cure = "taking the clause out";
    return Hole.of(
        "hole.simulated",
        HIGH,
        "There is no hardware: whoever has the simulator's key makes any report. For keys that may"
            + " be thrown away.",
        "SECURITY.md, to use a simulator",
        Way.past(Machines.SIMULATED_SNP, Trait.anything(), cure),
        Way.past(Machines.SIMULATED_AZURE_SNP, Trait.anything(), cure),
        Way.past(Machines.SIMULATED_AZURE_TDX, Trait.anything(), cure),
        Way.past(Machines.SIMULATED_SVSM, Trait.anything(), cure));
  }

  private static Hole unchecked() {
    return Hole.of(
        "hole.collateral.revocation-unchecked",
        MEDIUM,
        "Evidence is let in without its vendor's revocation list, so a key that was revoked signs"
            + " as before. The host can keep the list from the verifier where the server does not"
            + " fetch it.",
        "SECURITY.md; RFC 5280, section 6.3",
        Way.of(Machines.SNP, none(""), "crl.fresh"),
        Way.of(Machines.TDX, none(""), "crl.fresh"),
        Way.of(Machines.SGX, none(""), "crl.fresh"),
        Way.of(Machines.AZURE_SNP, none("snp."), "snp.crl.fresh"),
        Way.of(Machines.AZURE_TDX, none("tdx."), "tdx.crl.fresh"),
        Way.of(Machines.SVSM, none("snp."), "snp.crl.fresh"),
        Way.of(Machines.NVIDIA, none(""), "crl.fresh"));
  }

  private static Trait none(String prefix) {
    return met("not " + prefix + "crl.present");
  }

  private static Hole stale() {
    return Hole.of(
        "hole.collateral.stale",
        MEDIUM,
        "Collateral that was out of date a year ago is let in: a host that shows old lists and TCB"
            + " data hides what was revoked since.",
        "SECURITY.md; RFC 5280, nextUpdate",
        Way.of(Machines.SNP, old(""), "collateral.age <= 7d").unless(none("")),
        Way.of(Machines.TDX, old(""), "collateral.age <= 30d").unless(none("")),
        Way.of(Machines.SGX, old(""), "collateral.age <= 30d").unless(none("")),
        Way.of(Machines.AZURE_SNP, old("snp."), "snp.collateral.age <= 7d").unless(none("snp.")),
        Way.of(Machines.AZURE_TDX, old("tdx."), "tdx.collateral.age <= 30d").unless(none("tdx.")),
        Way.of(Machines.SVSM, old("snp."), "snp.collateral.age <= 7d").unless(none("snp.")),
        Way.of(Machines.NVIDIA, old(""), "collateral.age <= 7d").unless(none("")));
  }

  private static Trait old(String prefix) {
    return met(
        "%1$scrl.present and not %1$scrl.fresh and %1$scollateral.age > 366d".formatted(prefix));
  }

  private static Hole anyMachine() {
    return Hole.of(
        "hole.platform.any-machine",
        LOW,
        "Any machine of the kind is let in, one in the attacker's hands too. That is what makes a"
            + " physical attack worth while.",
        "SECURITY.md, physical attacks",
        Way.of(Machines.SNP, anyChip(""), "chip_id in chips"),
        Way.of(Machines.AZURE_SNP, anyChip("snp."), "snp.chip_id in chips"),
        Way.of(Machines.SVSM, anyChip("snp."), "snp.chip_id in chips"),
        Way.of(Machines.TDX, anyPlatform(""), "ppid in platforms"),
        Way.of(Machines.AZURE_TDX, anyPlatform("tdx."), "tdx.ppid in platforms"),
        Way.of(Machines.SGX, anyPlatform(""), "ppid in platforms"),
        Way.of(Machines.CCA, strange("platform.instance_id"), "platform.instance_id in platforms"));
  }

  private static Trait anyChip(String prefix) {
    return strange(prefix + "chip_id", prefix + "csp_id");
  }

  private static Trait anyPlatform(String prefix) {
    return strange(prefix + "ppid", prefix + "platform_instance_id");
  }
}
