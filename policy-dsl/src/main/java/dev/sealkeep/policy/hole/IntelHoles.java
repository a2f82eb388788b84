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
import static dev.sealkeep.policy.hole.Trait.zero;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holes of Intel TDX, alone and below a vTPM, and of SGX. */
final class IntelHoles {
  private static final String MODULE = "Intel TDX Module ABI, ";
  private static final String SDM = "Intel SDM volume 3D, ";
  private static final String PCS = "Intel PCS API v4, ";
  private static final Trait ANY_ENCLAVE = strange("mr_enclave", "mr_signer");
  private static final String EVERY_COMPONENT =
      IntStream.rangeClosed(1, 16)
          .mapToObj(i -> "comp%02d: %d".formatted(i, i == 1 ? 1 : 0))
          .collect(Collectors.joining(", ", "tcb(sgx: { ", " })"));
  private static final String EVERY_MODULE =
      IntStream.range(0, 16)
          .mapToObj(i -> i == 0 ? "tdx" : "tdx_%02x".formatted(i))
          .map(version -> version + ": { module_svn: 1, loader_svn: 0 }")
          .collect(Collectors.joining(", ", "tcb(", ")"));

  private IntelHoles() {}

  static List<Hole> holes() {
    return List.of(
        debug(),
        measurement(),
        migratable(),
        hostChosen(),
        pageFaults(),
        enclaveDebug(),
        enclave(),
        signerAlone(),
        svn(),
        configuration(),
        tcb(),
        advisories(),
        multithreading());
  }

  private static Hole debug() {
    return Hole.of(
        "hole.tdx.debug",
        CRITICAL,
        "The host may debug the trust domain: it reads and writes all of its memory, and with it"
            + " the key.",
        MODULE + "ATTRIBUTES, DEBUG",
        Way.of(Machines.TDX, met("td_attributes.debug"), "not td_attributes.debug"),
        Way.of(Machines.AZURE_TDX, met("tdx.td_attributes.debug"), "not tdx.td_attributes.debug"));
  }

  private static Hole measurement() {
    return Hole.of(
        "hole.tdx.measurement-unpinned",
        CRITICAL,
        "Any firmware that the host launches is let in. It writes the run-time registers, and under"
            + " a vTPM it makes the TPM, so neither these nor PCRs prove anything.",
        MODULE + "MRTD; SECURITY.md",
        Way.of(Machines.TDX, strange("mr_td"), "mr_td in builds"),
        Way.of(Machines.AZURE_TDX, strange("tdx.mr_td"), "tdx.mr_td in firmware"));
  }

  private static Hole migratable() {
    return Hole.of(
        "hole.tdx.migratable",
        HIGH,
        "The host may migrate the trust domain with a migration TD that the policy does not know;"
            + " that one is given the domain's memory.",
        MODULE + "ATTRIBUTES, MIGRATABLE; MRSERVICETD",
        Way.of(Machines.TDX, migrates(""), "not td_attributes.migratable"),
        Way.of(Machines.AZURE_TDX, migrates("tdx."), "not tdx.td_attributes.migratable"));
  }

  private static Trait migrates(String prefix) {
    return all(met(prefix + "td_attributes.migratable"), strange(prefix + "mr_service_td"));
  }

  private static Hole hostChosen() {
    Trait other = all(BootHoles.anyDomainBoot(), anySet());
    return Hole.of(
        "hole.tdx.host-chosen-identity",
        HIGH,
        "MRCONFIGID, MROWNER or MROWNERCONFIG tells this domain from others, but nothing says what"
            + " it booted: the host writes these fields as it likes.",
        MODULE + "TD_PARAMS, MRCONFIGID, MROWNER, MROWNERCONFIG",
        Way.of(Machines.TDX, BootHoles.anyDomainBoot(), "rtmr1 in builds and rtmr2 in builds")
            .unless(other));
  }

  private static Trait anySet() {
    return all(
        strangeOrZero("mr_config_id"), strangeOrZero("mr_owner"), strangeOrZero("mr_owner_config"));
  }

  private static Trait strangeOrZero(String claim) {
    return either(strange(claim), zero(claim));
  }

  private static Hole pageFaults() {
    return Hole.of(
        "hole.tdx.sept-ve",
        LOW,
        "Taking a page away raises #VE in the trust domain, so the host can interrupt it at any"
            + " place of its choice; Linux does not start that way.",
        MODULE + "ATTRIBUTES, SEPT_VE_DISABLE; Linux, arch/x86/coco/tdx",
        Way.of(
            Machines.TDX,
            met("not td_attributes.sept_ve_disable"),
            "td_attributes.sept_ve_disable"),
        Way.of(
            Machines.AZURE_TDX,
            met("not tdx.td_attributes.sept_ve_disable"),
            "tdx.td_attributes.sept_ve_disable"));
  }

  private static Hole enclaveDebug() {
    return Hole.of(
        "hole.sgx.debug",
        CRITICAL,
        "The host may debug the enclave: it reads and writes all of its memory, and with it the"
            + " key.",
        SDM + "ATTRIBUTES, DEBUG",
        Way.of(Machines.SGX, met("attributes.debug"), "not attributes.debug"));
  }

  private static Hole enclave() {
    return Hole.of(
        "hole.sgx.enclave-unpinned",
        CRITICAL,
        "Any enclave is let in: neither its measurement nor its signer is one that the policy"
            + " knows.",
        SDM + "MRENCLAVE and MRSIGNER",
        Way.of(Machines.SGX, ANY_ENCLAVE, "mr_enclave == sha256\"...\""));
  }

  private static Hole signerAlone() {
    return Hole.of(
        "hole.sgx.signer-alone",
        HIGH,
        "Every product of the signer is let in, whatever it was written for.",
        SDM + "ISVPRODID",
        Way.of(
                Machines.SGX,
                strange("mr_enclave", "isv_prod_id", "isv_ext_prod_id", "isv_family_id"),
                "isv_prod_id == 1")
            .unless(ANY_ENCLAVE));
  }

  private static Hole svn() {
    return Hole.of(
        "hole.sgx.svn-unfloored",
        HIGH,
        "Every version of the enclave that its signer ever signed is let in, with the faults that"
            + " were mended since.",
        SDM + "ISVSVN",
        Way.of(Machines.SGX, all(strange("mr_enclave"), zero("isv_svn")), "isv_svn >= 1")
            .unless(ANY_ENCLAVE));
  }

  private static Hole configuration() {
    return Hole.of(
        "hole.sgx.config-unpinned",
        LOW,
        "Who loads the enclave gives it a configuration of any kind: CONFIGID is no part of"
            + " MRENCLAVE. It matters where the enclave reads it.",
        SDM + "CONFIGID, key separation and sharing",
        Way.of(
            Machines.SGX,
            all(met("attributes.kss"), strange("config_id")),
            "config_id == hex\"...\" or not attributes.kss"));
  }

  private static Hole tcb() {
    return Hole.of(
        "hole.intel.tcb-unfloored",
        HIGH,
        "A platform that Intel calls out of date, or says nothing of, is let in: its attestation"
            + " keys may be known through a published fault, and then sign any quote. A floor"
            + " closes this too, for TDX one on tee_tcb and one on sgx_tcb.",
        PCS + "tcbStatus",
        Way.of(Machines.TDX, behind("", true), "tcb.status == up_to_date"),
        Way.of(Machines.AZURE_TDX, behind("tdx.", true), "tdx.tcb.status == up_to_date"),
        Way.of(Machines.SGX, behind("", false), "tcb.status == up_to_date"));
  }

  private static Trait behind(String prefix, boolean domain) {
    Trait platform = met("not " + prefix + "sgx_tcb >= " + EVERY_COMPONENT);
    Trait module = met("not " + prefix + "tee_tcb >= " + EVERY_MODULE);
    return all(
        either(
            missing(prefix + "tcb.status"),
            met(
                prefix
                    + "tcb.status in [out_of_date, out_of_date_configuration_needed,"
                    + " td_relaunch_advised, td_relaunch_advised_configuration_needed]")),
        domain ? either(platform, module) : platform);
  }

  private static Hole advisories() {
    return Hole.of(
        "hole.intel.advisories-ignored",
        MEDIUM,
        "A platform with an advisory that the policy does not name is let in. What is advised, such"
            + " as hardening of the software or another configuration, may be missing.",
        PCS + "advisoryIDs",
        Way.of(Machines.TDX, advised(""), "tcb.advisories in [\"...\"]"),
        Way.of(Machines.AZURE_TDX, advised("tdx."), "tdx.tcb.advisories in [\"...\"]"),
        Way.of(Machines.SGX, advised(""), "tcb.advisories in [\"...\"]"));
  }

  private static Trait advised(String prefix) {
    return all(met(prefix + "tcb.status != up_to_date"), strange(prefix + "tcb.advisories"));
  }

  private static Hole multithreading() {
    return Hole.of(
        "hole.intel.smt",
        LOW,
        "Simultaneous multithreading is on: the other thread of a core shares caches and buffers"
            + " with the guest, which side channels use.",
        "Intel SGX PCK Certificate and CRL Profile, configuration",
        Way.of(Machines.TDX, met("platform.smt_enabled"), "not platform.smt_enabled"),
        Way.of(Machines.AZURE_TDX, met("tdx.platform.smt_enabled"), "not tdx.platform.smt_enabled"),
        Way.of(Machines.SGX, met("platform.smt_enabled"), "not platform.smt_enabled"));
  }
}
