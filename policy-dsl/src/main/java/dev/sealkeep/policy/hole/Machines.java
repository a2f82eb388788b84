package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.zero;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Every kind of machine that holes are looked for on. */
final class Machines {
  static final Machine SNP = SnpMachine.of("amd-sev-snp");
  static final Machine TDX = IntelMachine.tdx();
  static final Machine SGX = IntelMachine.sgx();
  static final Machine AZURE_SNP = TpmMachine.onSnp("azure-vtpm", "SNP");
  static final Machine AZURE_TDX = TpmMachine.onTdx("azure-vtpm");
  static final Machine SVSM = TpmMachine.onSnp("svsm-vtpm", "");
  static final Machine TPM = TpmMachine.bare();
  static final Machine NITRO = nitro();
  static final Machine CCA = cca();
  static final Machine NVIDIA = nvidia();
  static final Machine SIMULATED_SNP = SnpMachine.of("simulated-amd-sev-snp");
  static final Machine SIMULATED_AZURE_SNP = TpmMachine.onSnp("simulated-azure-vtpm", "SNP");
  static final Machine SIMULATED_AZURE_TDX = TpmMachine.onTdx("simulated-azure-vtpm");
  static final Machine SIMULATED_SVSM = TpmMachine.onSnp("simulated-svsm-vtpm", "");

  private Machines() {}

  /** An enclave whose host cannot read its console; in debug mode three registers are zero. */
  private static Machine nitro() {
    String zeros = "sha384\"" + "00".repeat(48) + '"';
    Map<String, ClaimValue> particular = new LinkedHashMap<>();
    particular.put("digest", Specimen.text("SHA384"));
    particular.put("timestamp", Specimen.time("2026-11-28T12:00:00Z"));
    particular.put("crl.present", Specimen.flag(true));
    particular.put("crl.fresh", Specimen.flag(true));
    for (int register = 5; register < 32; register++) {
      particular.put("pcr" + register, Specimen.zeros(48));
    }
    String registers = "pcr0 != %1$s and pcr1 != %1$s and pcr2 != %1$s".formatted(zeros);
    Trait debug =
        either(
            met("not debug and " + registers),
            all(met("debug"), zero("pcr0"), zero("pcr1"), zero("pcr2")));
    return Machine.of(
            "aws-nitro",
            "",
            claim -> true,
            List.of("user_data", "nonce", "public_key")::contains,
            particular,
            all(debug, Revocation.ties("")))
        .orWithout(Set.of("collateral.age"));
  }

  /** A realm on a platform that is past its making. */
  private static Machine cca() {
    Map<String, ClaimValue> particular = new LinkedHashMap<>();
    particular.put("realm.hash_algo", Specimen.text("sha-256"));
    particular.put("realm.public_key_hash_algo", Specimen.text("sha-256"));
    particular.put("realm.profile", Specimen.text("tag:arm.com,2023:realm#1.0.0"));
    particular.put("realm.personalization_value", Specimen.zeros(64));
    particular.put("platform.profile", Specimen.text("tag:arm.com,2023:cca_platform#1.0.0"));
    particular.put("platform.hash_algo", Specimen.text("sha-256"));
    particular.put("platform.security_lifecycle", Specimen.number(0x3000));
    particular.put("platform.lifecycle_state", Specimen.word("secured"));
    particular.put("platform.sw_component_count", Specimen.number(3));
    for (int component = 0; component < 3; component++) {
      String name = "platform.sw" + component + "_";
      particular.put(name + "type", Specimen.text(List.of("BL", "RMM", "HES").get(component)));
      particular.put(name + "version", Specimen.text("1.0.0"));
      particular.put(name + "measurement", Specimen.bytes(name + "measurement", 32));
      particular.put(name + "signer_id", Specimen.bytes(name + "signer_id", 32));
    }
    return Machine.of(
            "arm-cca",
            "",
            claim -> true,
            claim ->
                claim.matches("platform[.]sw\\d+_.*")
                    || List.of("certificates", "platform.verification_service").contains(claim),
            particular,
            lifecycle())
        .orWithout(Set.of("realm.profile"));
  }

  /** The words for the ranges of the number, the ordinary one first; PSA security lifecycle. */
  private static Trait lifecycle() {
    List<String> states =
        List.of(
            "unknown",
            "assembly_and_test",
            "cca_platform_rot_provisioning",
            "secured",
            "non_cca_platform_rot_debug",
            "recoverable_cca_platform_rot_debug",
            "decommissioned");
    return new Trait.Either(
        IntStream.of(3, 0, 1, 2, 4, 5, 6)
            .mapToObj(
                i ->
                    met(
                        ("platform.lifecycle_state == %s and platform.security_lifecycle >= %d"
                                + " and platform.security_lifecycle <= %d")
                            .formatted(states.get(i), i << 12, (i << 12) + 0xff)))
            .toList());
  }

  private static Machine nvidia() {
    Map<String, ClaimValue> particular = new LinkedHashMap<>();
    particular.put("chip", Specimen.text("GH100"));
    particular.put("driver_version", Specimen.text("550.90.07"));
    particular.put("vbios_version", Specimen.text("96.00.9F.00.01"));
    particular.put("crl.present", Specimen.flag(true));
    particular.put("crl.fresh", Specimen.flag(true));
    return Machine.of(
            "nvidia-gpu", "", claim -> true, claim -> false, particular, Revocation.ties(""))
        .orWithout(Set.of("collateral.age"));
  }

  /** The kinds that evidence of a technology can come from. */
  static List<Machine> of(String technology) {
    return List.of(
            SNP,
            TDX,
            SGX,
            AZURE_SNP,
            AZURE_TDX,
            SVSM,
            TPM,
            NITRO,
            CCA,
            NVIDIA,
            SIMULATED_SNP,
            SIMULATED_AZURE_SNP,
            SIMULATED_AZURE_TDX,
            SIMULATED_SVSM)
        .stream()
        .filter(machine -> machine.technology().equals(technology))
        .toList();
  }
}
