package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.present;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A machine whose quotes Intel's quoting enclaves sign: a trust domain, also below a vTPM, or an
 * enclave.
 *
 * <p>Source: Intel TDX DCAP Quoting Library API, appendix 3; Intel PCS API v4.
 */
final class IntelMachine {
  /** Claims of TDX 1.5. */
  private static final Set<String> SELDOM = Set.of("tee_tcb_svn_2", "tee_tcb_2", "mr_service_td");

  private static final List<String> OF_TCB_INFO =
      List.of("tcb.status", "tcb.date", "tcb.advisories", "tcb.evaluation_data_number");

  private static final List<String> OF_SEVERAL_PACKAGES =
      List.of(
          "platform_instance_id",
          "platform.dynamic_platform",
          "platform.cached_keys",
          "platform.smt_enabled");

  private final String prefix;

  private IntelMachine(String prefix) {
    this.prefix = prefix;
  }

  static Machine tdx() {
    IntelMachine tdx = new IntelMachine("");
    return Machine.of(
            "intel-tdx",
            "",
            name -> true,
            name -> tdx.isSeldom(name) || name.startsWith("event_log."),
            tdx.domain(),
            tdx.ties())
        .orWithout(tdx.mayLack());
  }

  static Machine sgx() {
    IntelMachine sgx = new IntelMachine("");
    return Machine.of("intel-sgx", "", name -> true, name -> false, sgx.enclave(), sgx.ties())
        .orWithout(sgx.mayLack());
  }

  /** What a trust domain below a vTPM contributes. */
  static IntelMachine below(String prefix) {
    return new IntelMachine(prefix);
  }

  boolean isSeldom(String claim) {
    return claim.startsWith(prefix) && SELDOM.contains(claim.substring(prefix.length()));
  }

  /** Claims that an ordinary quote makes and another may lack. */
  Set<String> mayLack() {
    return Stream.of(OF_TCB_INFO, OF_SEVERAL_PACKAGES, List.of("qe.tcb_status", "collateral.age"))
        .flatMap(List::stream)
        .map(claim -> prefix + claim)
        .collect(Collectors.toSet());
  }

  /** An ordinary trust domain. */
  Map<String, ClaimValue> domain() {
    Map<String, ClaimValue> claims = platform();
    put(claims, "version", Specimen.number(4));
    for (String set : List.of("mr_config_id", "mr_owner", "mr_owner_config", "mr_signer_seam")) {
      put(claims, set, Specimen.zeros(48));
    }
    put(claims, "rtmr3", Specimen.zeros(48));
    put(claims, "seam_attributes", Specimen.zeros(8));
    put(claims, "td_attributes.sept_ve_disable", Specimen.flag(true));
    put(claims, "xfam", ClaimValue.Bytes.ofHex("e702060000000000"));
    return claims;
  }

  private Map<String, ClaimValue> enclave() {
    Map<String, ClaimValue> claims = platform();
    put(claims, "version", Specimen.number(3));
    put(claims, "attributes.init", Specimen.flag(true));
    put(claims, "attributes.mode64bit", Specimen.flag(true));
    put(claims, "isv_prod_id", Specimen.number(1));
    put(claims, "isv_ext_prod_id", Specimen.zeros(16));
    put(claims, "isv_family_id", Specimen.zeros(16));
    put(claims, "config_id", Specimen.zeros(64));
    put(claims, "misc_select", Specimen.zeros(4));
    put(claims, "sgx_type", Specimen.word("standard"));
    return claims;
  }

  private Map<String, ClaimValue> platform() {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    put(claims, "qe.isv_svn", Specimen.number(8));
    put(claims, "qe.isv_prod_id", Specimen.number(2));
    put(claims, "pce_id", Specimen.zeros(2));
    put(claims, "pce_svn", Specimen.number(13));
    put(claims, "sgx_type", Specimen.word("scalable_with_integrity"));
    put(claims, "platform.smt_enabled", Specimen.flag(true));
    put(claims, "tcb.date", Specimen.time("2026-05-13T00:00:00Z"));
    put(claims, "tcb.evaluation_data_number", Specimen.number(20));
    put(claims, "crl.present", Specimen.flag(true));
    put(claims, "crl.fresh", Specimen.flag(true));
    return claims;
  }

  private void put(Map<String, ClaimValue> claims, String name, ClaimValue value) {
    claims.put(prefix + name, value);
  }

  /** What holds of every quote that its verifier accepts. */
  Trait ties() {
    return all(
        allOrNone(OF_TCB_INFO),
        allOrNone(OF_SEVERAL_PACKAGES),
        Revocation.tiesBesideOthers(prefix));
  }

  private Trait allOrNone(List<String> claims) {
    return either(
        all(claims.stream().map(claim -> present(prefix + claim)).toArray(Trait[]::new)),
        all(claims.stream().map(claim -> missing(prefix + claim)).toArray(Trait[]::new)));
  }
}
