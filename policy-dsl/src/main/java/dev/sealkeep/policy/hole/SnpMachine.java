package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.present;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An SEV-SNP machine: of a technology of its own, or below a vTPM with its claims behind a prefix.
 *
 * <p>Source: AMD 56860, tables ATTESTATION_REPORT and POLICY; CPUID models as in AMD 57230.
 */
final class SnpMachine {
  /** Claims of later versions of the report, and of a VLEK. */
  private static final Set<String> SELDOM =
      Set.of("csp_id", "launch_mit_vector", "current_mit_vector", "platform.tio_en");

  private static final List<String> VERSION_3 =
      List.of("cpuid.family", "cpuid.model", "cpuid.stepping", "platform.alias_check_complete");

  private static final String NO_DIGEST = "hex\"" + "00".repeat(48) + '"';
  private static final String NO_AGENT = "hex\"" + "ff".repeat(32) + '"';

  private final String prefix;

  private SnpMachine(String prefix) {
    this.prefix = prefix;
  }

  static Machine of(String technology) {
    SnpMachine snp = new SnpMachine("");
    return Machine.of(technology, "", name -> true, SELDOM::contains, snp.particular(), snp.ties())
        .orWithout(snp.mayLack())
        .settledBy(snp::settled);
  }

  /** What a machine below a vTPM contributes. */
  static SnpMachine below(String prefix) {
    return new SnpMachine(prefix);
  }

  boolean isSeldom(String claim) {
    return claim.startsWith(prefix) && SELDOM.contains(claim.substring(prefix.length()));
  }

  /** Claims that an ordinary report makes and another may lack. */
  Set<String> mayLack() {
    return Stream.concat(VERSION_3.stream(), Stream.of("chip_id", "collateral.age"))
        .map(claim -> prefix + claim)
        .collect(Collectors.toSet());
  }

  /** An ordinary machine: Genoa, without an ID block, with simultaneous multithreading. */
  Map<String, ClaimValue> particular() {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    put(claims, "version", Specimen.number(3));
    put(claims, "product", Specimen.word("genoa"));
    put(claims, "cpuid.family", Specimen.number(0x19));
    put(claims, "cpuid.model", Specimen.number(0x11));
    put(claims, "cpuid.stepping", Specimen.number(1));
    put(claims, "policy.abi_major", Specimen.number(1));
    put(claims, "policy.abi_minor", Specimen.number(55));
    List.of(
            "policy.smt",
            "platform.smt_en",
            "platform.ecc_en",
            "platform.alias_check_complete",
            "crl.present",
            "crl.fresh")
        .forEach(flag -> put(claims, flag, Specimen.flag(true)));
    List.of("family_id", "image_id").forEach(id -> put(claims, id, Specimen.zeros(16)));
    put(claims, "host_data", Specimen.zeros(32));
    put(claims, "id_key_digest", Specimen.zeros(48));
    put(claims, "author_key_digest", Specimen.zeros(48));
    put(claims, "report_id_ma", ClaimValue.Bytes.ofHex("ff".repeat(32)));
    for (String tcb : List.of("reported", "committed", "current", "launch")) {
      put(claims, tcb + "_tcb", Specimen.tcb(vector(), "genoa", 10, 0, 25, 90));
    }
    for (String version : List.of("current", "committed")) {
      put(claims, version + "_version.major", Specimen.number(1));
      put(claims, version + "_version.minor", Specimen.number(55));
      put(claims, version + "_version.build", Specimen.number(40));
    }
    return claims;
  }

  private static Claim vector() {
    return ClaimSchemas.forTechnology("amd-sev-snp").orElseThrow().claim("reported_tcb").get();
  }

  private void put(Map<String, ClaimValue> claims, String name, ClaimValue value) {
    claims.put(prefix + name, value);
  }

  /**
   * What holds of every report that its verifier accepts; of alternatives the ordinary one first.
   */
  Trait ties() {
    return all(
        either(
            product("genoa", "== 0x19", "in [0x11, 0xa0, 0xa1]"),
            product("turin", "== 0x1a", "<= 0x11"),
            product("milan", "== 0x19", "<= 0x0f")),
        either(
            all(met(prefix + "signing_key == vcek"), missing(prefix + "csp_id"), there("chip_id")),
            all(met(prefix + "signing_key == vlek"), there("csp_id"))),
        met(prefix + "policy.smt or not " + prefix + "platform.smt_en"),
        required("rapl_dis", "rapl_dis"),
        required("ciphertext_hiding_dram", "ciphertext_hiding_dram_en"),
        met(prefix + "report_id_ma == " + NO_AGENT + " or " + prefix + "policy.migrate_ma"),
        met(prefix + "author_key_digest == " + NO_DIGEST + " or " + prefix + "author_key_en"),
        Revocation.ties(prefix));
  }

  private Trait there(String claim) {
    return present(prefix + claim);
  }

  /** A guest that wants a feature is launched only where the platform has it. */
  private Trait required(String wanted, String has) {
    return met("not " + prefix + "policy." + wanted + " or " + prefix + "platform." + has);
  }

  /** A product has vectors of its own layout, and CPUID values of its own from version 3 on. */
  private Trait product(String name, String family, String model) {
    String layout = name + ": { " + (name.equals("turin") ? "fmc: 0, " : "");
    String any = ">= tcb(" + layout + "bootloader: 0, tee: 0, snp: 0, microcode: 0 })";
    String vectors =
        Stream.of("reported", "committed", "current", "launch")
            .map(which -> prefix + which + "_tcb " + any)
            .collect(Collectors.joining(" and "));
    return all(
        met(prefix + "product == " + name + " and " + vectors),
        either(
            all(
                met(prefix + "version >= 3"),
                met(prefix + "cpuid.family " + family),
                met(prefix + "cpuid.model " + model),
                there("cpuid.stepping"),
                there("platform.alias_check_complete")),
            all(
                met(prefix + "version == 2"),
                all(VERSION_3.stream().map(c -> missing(prefix + c)).toArray(Trait[]::new)))));
  }

  /**
   * Gives vectors that neither the policy nor the hole asks about ordinary values of the product,
   * and keeps the order of firmware: REPORTED at or below COMMITTED, that at or below CURRENT.
   *
   * @param asked claims that stay as they are
   */
  Map<String, ClaimValue> settled(Map<String, ClaimValue> claims, Set<String> asked) {
    Map<String, ClaimValue> settled = new LinkedHashMap<>(claims);
    SequencedMap<String, Integer> least = new LinkedHashMap<>();
    for (String which : List.of("reported", "committed", "current", "launch")) {
      String name = prefix + which + "_tcb";
      if (settled.get(name) instanceof ClaimValue.Tcb found) {
        ClaimValue.Tcb kept = asked.contains(name) ? found : ordinary(found.product(), least);
        settled.put(name, kept);
        kept.components().forEach((component, value) -> least.merge(component, value, Math::max));
      }
    }
    return settled;
  }

  /** An ordinary vector of a product, raised where it is below the least. */
  private static ClaimValue.Tcb ordinary(String product, Map<String, Integer> least) {
    ClaimValue.Tcb vector =
        switch (product) {
          case "milan" -> Specimen.tcb(vector(), product, 4, 0, 24, 219);
          case "turin" -> Specimen.tcb(vector(), product, 1, 1, 1, 5, 75);
          default -> Specimen.tcb(vector(), product, 10, 0, 25, 90);
        };
    SequencedMap<String, Integer> raised = new LinkedHashMap<>(vector.components());
    raised.replaceAll((name, value) -> Math.max(value, least.getOrDefault(name, 0)));
    return new ClaimValue.Tcb(product, raised);
  }
}
