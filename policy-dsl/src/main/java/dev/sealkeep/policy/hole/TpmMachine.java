package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A machine with a TPM: one of its own, or one that attested hardware below it vouches for.
 *
 * <p>Which PCRs a quote covers is the guest's choice, and so is whether a log comes with it.
 */
final class TpmMachine {
  private static final String SNP = "snp.";
  private static final String TDX = "tdx.";

  private TpmMachine() {}

  static Machine onSnp(String technology, String name) {
    SnpMachine snp = SnpMachine.below(SNP);
    Map<String, ClaimValue> particular = snp.particular();
    particular.putAll(virtual());
    return Machine.of(
            technology,
            name,
            claim -> !claim.startsWith(TDX),
            claim -> isSeldom(claim) || snp.isSeldom(claim),
            particular,
            all(
                snp.ties(),
                met("snp.vmpl == 0 and tpm.ak_bound_by == hardware_vmpl0"),
                technology.endsWith("svsm-vtpm") ? met("hardware.fresh") : Trait.anything()))
        .orWithout(union(snp.mayLack(), quoted(technology)))
        .settledBy(snp::settled);
  }

  static Machine onTdx(String technology) {
    IntelMachine tdx = IntelMachine.below(TDX);
    Map<String, ClaimValue> particular = tdx.domain();
    particular.putAll(virtual());
    return Machine.of(
            technology,
            "TDX",
            claim -> !claim.startsWith(SNP),
            claim -> isSeldom(claim) || tdx.isSeldom(claim),
            particular,
            all(tdx.ties(), met("tpm.ak_bound_by == hardware_vmpl0")))
        .orWithout(union(tdx.mayLack(), quoted(technology)));
  }

  static Machine bare() {
    Map<String, ClaimValue> particular = quote();
    particular.put("tpm.ak_bound_by", Specimen.word("ek_certificate"));
    particular.put("crl.present", Specimen.flag(true));
    particular.put("crl.fresh", Specimen.flag(true));
    Trait lists =
        either(
            Revocation.ties(""),
            all(missing("crl.present"), missing("crl.fresh"), missing("collateral.age")));
    return Machine.of(
            "tpm2",
            "",
            claim -> true,
            TpmMachine::isSeldom,
            particular,
            all(lists, met("tpm.ak_bound_by in [ek_certificate, enrolled]")))
        .orWithout(
            union(
                quoted("tpm2"),
                Set.of(
                    "crl.present",
                    "crl.fresh",
                    "collateral.age",
                    "certificates",
                    "tpm.ek_sha256",
                    "tpm.qualified_signer")));
  }

  /** A log, and the bank that is seldom quoted. */
  private static boolean isSeldom(String claim) {
    return claim.startsWith("event_log.") || claim.startsWith("sha384.pcr");
  }

  private static Set<String> quoted(String technology) {
    Predicate<String> isRegister = claim -> claim.startsWith("sha256.pcr");
    return ClaimSchemas.forTechnology(technology).orElseThrow().names().stream()
        .filter(isRegister)
        .collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  private static Map<String, ClaimValue> virtual() {
    Map<String, ClaimValue> claims = quote();
    claims.put("tpm.ak_bound_by", Specimen.word("hardware_vmpl0"));
    claims.put("hardware.fresh", Specimen.flag(true));
    claims.put("vm_configuration.secure_boot", Specimen.flag(true));
    claims.put("vm_configuration.tpm_enabled", Specimen.flag(true));
    claims.put("vm_configuration.tpm_persisted", Specimen.flag(true));
    return claims;
  }

  private static Map<String, ClaimValue> quote() {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    claims.put("tpm.clock", Specimen.number(3_600_000));
    claims.put("tpm.reset_count", Specimen.number(7));
    claims.put("tpm.safe", Specimen.flag(true));
    return claims;
  }
}
