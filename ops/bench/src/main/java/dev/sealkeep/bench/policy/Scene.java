package dev.sealkeep.bench.policy;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceReading;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A policy of {@link #CONDITIONS} conditions of every type that SEV-SNP claims have, the sets it
 * names, a machine that it permits, and the same machine with debugging allowed.
 */
record Scene(Policy policy, Map<String, ReferenceSet> references, ClaimSet good, ClaimSet bad) {
  /** How many tests the clauses have, those within lists not counted. */
  static final int CONDITIONS = 50;

  private static final String TECHNOLOGY = "amd-sev-snp";
  private static final int ROWS = 1_000;
  private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

  private static final String SOURCE =
      """
      sealkeep 1
      policy payments-root {
        description "root disk of the payments database"
        reference builds = set "payments/builds"
        reference revoked = set "payments/revoked"
        const floor = tcb(genoa: { bootloader: 9, tee: 0, snp: 23, microcode: 72 },
                          turin: { fmc: 1, bootloader: 1, tee: 0, snp: 4, microcode: 70 })
        let hardened = policy.debug == false and not policy.migrate_ma and not policy.cxl_allow

        permit amd-sev-snp {
          hardened
          product in [genoa, turin]
          measurement in builds
          id_key_digest in builds
          author_key_en and author_key_digest == hex"AUTHOR"
          family_id == hex"FAMILY"
          image_id in builds
          host_data == hex"HOST"
          guest_svn >= 4
          version >= 3
          vmpl == 0
          signing_key == vlek
          policy.abi_major >= 1
          policy.abi_minor >= 31 and policy.abi_minor <= 99
          policy.single_socket == false or policy.smt == false
          policy.mem_aes_256_xts or policy.rapl_dis
          policy.ciphertext_hiding_dram
          policy.page_swap_disable
          platform.ecc_en
          not platform.smt_en or policy.smt
          platform.alias_check_complete
          reported_tcb >= floor
          committed_tcb >= floor
          launch_tcb >= floor
          current_tcb >= floor
          current_version.major >= 1
          current_version.minor >= 55
          committed_version.major >= 1
          cpuid.family == 25
          cpuid.model in [16, 17, 18]
          csp_id in ["CN=cc-us-east-2.amazonaws.com", "CN=cc-eu-west-1.amazonaws.com"]
          crl.present and crl.fresh
          collateral.age <= 7d
          endorsement.not_after > "2027-01-01T00:00:00Z"
          verified_at >= "2026-01-01T00:00:00Z"
          all certificates { not_after > "2027-01-01T00:00:00Z" }
        }
        forbid amd-sev-snp { product == milan } because "VCEK seeds of it are extractable"
        forbid amd-sev-snp { report_id_ma != hex"AGENT" } because "a migration agent"
        forbid amd-sev-snp { vmpl != 0 and policy.debug } because "a debugger below the paravisor"
        forbid amd-sev-snp {
          chip_id in revoked or measurement in revoked
        } because "revoked"
      }
      """
          .replace("AUTHOR", "a1".repeat(48))
          .replace("FAMILY", "fa".repeat(16))
          .replace("HOST", "1f".repeat(32))
          .replace("AGENT", "ff".repeat(32));

  /** Makes the scene; one that is not what it says is an error. */
  static Scene make() {
    if (!(PolicyCompiler.compile(SOURCE) instanceof Compilation.Compiled compiled)) {
      throw new IllegalStateException("the policy does not compile");
    }
    Map<String, ReferenceSet> references = Map.copyOf(sets());
    Map<String, ClaimValue> claims = claims();
    ClaimSet good = new ClaimSet(TECHNOLOGY, claims);
    claims.put("policy.debug", new ClaimValue.Bool(true));
    Scene scene = new Scene(compiled.policy(), references, good, new ClaimSet(TECHNOLOGY, claims));
    if (scene.conditions() != CONDITIONS
        || !scene.policy.decide(good, references).permits()
        || scene.policy.decide(scene.bad, references).permits()) {
      throw new IllegalStateException(
          scene.conditions()
              + " conditions: "
              + scene.policy.evaluate(good, references).explanation().render());
    }
    return scene;
  }

  private long conditions() {
    return policy.clauses().stream()
        .flatMap(clause -> clause.conditions().stream())
        .mapToLong(line -> line.formula().checks().count())
        .sum();
  }

  private static Map<String, ReferenceSet> sets() {
    StringBuilder builds = new StringBuilder();
    StringBuilder revoked = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      builds.append(row("measurement", "%04x".formatted(i).repeat(24)));
      revoked.append(row("chip_id", "%04x".formatted(i).repeat(32)));
      revoked.append(row("measurement", "%04x".formatted(ROWS + i).repeat(24)));
    }
    builds.append(row("id_key_digest", "1d".repeat(48))).append(row("image_id", "1a".repeat(16)));
    Map<String, ReferenceSet> sets = new LinkedHashMap<>();
    sets.put("payments/builds", set("payments/builds", builds.toString()));
    sets.put("payments/revoked", set("payments/revoked", revoked.toString()));
    return sets;
  }

  private static String row(String claim, String value) {
    return TECHNOLOGY + " " + claim + " " + value + "\n";
  }

  private static ReferenceSet set(String name, String text) {
    if (ReferenceSet.parse(name, text) instanceof ReferenceReading.Parsed parsed) {
      return parsed.set().withVersion(7);
    }
    throw new IllegalStateException("the set cannot be read");
  }

  private static Map<String, ClaimValue> claims() {
    Map<String, ClaimValue> claims = new HashMap<>();
    for (String flag :
        List.of(
            "author_key_en",
            "policy.smt",
            "policy.mem_aes_256_xts",
            "policy.ciphertext_hiding_dram",
            "policy.page_swap_disable",
            "platform.ecc_en",
            "platform.smt_en",
            "platform.alias_check_complete",
            "crl.present",
            "crl.fresh")) {
      claims.put(flag, new ClaimValue.Bool(true));
    }
    for (String flag :
        List.of(
            "policy.debug",
            "policy.migrate_ma",
            "policy.cxl_allow",
            "policy.single_socket",
            "policy.rapl_dis",
            "platform.tsme_en",
            "platform.rapl_dis")) {
      claims.put(flag, new ClaimValue.Bool(false));
    }
    Map.of(
            "guest_svn",
            4,
            "version",
            5,
            "vmpl",
            0,
            "policy.abi_major",
            1,
            "policy.abi_minor",
            55,
            "current_version.major",
            1,
            "current_version.minor",
            58,
            "committed_version.major",
            1,
            "cpuid.family",
            25,
            "cpuid.model",
            17)
        .forEach((name, value) -> claims.put(name, new ClaimValue.Int(value)));
    Map.of(
            "measurement",
            "0123".repeat(24),
            "id_key_digest",
            "1d".repeat(48),
            "author_key_digest",
            "a1".repeat(48),
            "family_id",
            "fa".repeat(16),
            "image_id",
            "1a".repeat(16),
            "host_data",
            "1f".repeat(32),
            "report_id_ma",
            "ff".repeat(32),
            "report_id",
            "4d".repeat(32),
            "chip_id",
            "c5".repeat(64),
            "report_data",
            "da".repeat(64))
        .forEach((name, hex) -> claims.put(name, ClaimValue.Bytes.ofHex(hex)));
    for (String tcb : List.of("reported_tcb", "committed_tcb", "launch_tcb", "current_tcb")) {
      claims.put(tcb, new ClaimValue.Tcb("genoa", components()));
    }
    claims.put("product", new ClaimValue.Symbol("genoa"));
    claims.put("signing_key", new ClaimValue.Symbol("vlek"));
    claims.put("csp_id", new ClaimValue.Text("CN=cc-us-east-2.amazonaws.com"));
    claims.put("collateral.age", new ClaimValue.Span(Duration.ofDays(3)));
    claims.put("endorsement.not_after", new ClaimValue.Time(EXPIRY));
    claims.put("verified_at", new ClaimValue.Time(Instant.parse("2026-11-01T00:00:00Z")));
    claims.put(
        "certificates",
        new ClaimValue.Entries(
            Collections.nCopies(3, Map.of("not_after", new ClaimValue.Time(EXPIRY)))));
    return claims;
  }

  private static SequencedMap<String, Integer> components() {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    components.put("bootloader", 10);
    components.put("tee", 0);
    components.put("snp", 24);
    components.put("microcode", 84);
    return components;
  }
}
