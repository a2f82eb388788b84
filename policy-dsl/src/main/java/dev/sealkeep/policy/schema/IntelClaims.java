package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The claims that Intel's quotes of both kinds make, of a trust domain and of an enclave.
 *
 * <p>Source: Intel TDX DCAP Quoting Library API, appendix 3; Intel SGX PCK Certificate and CRL
 * Profile; Intel PCS API v4.
 */
final class IntelClaims {
  static final ClaimType BOOL = new ClaimType.Bool();
  static final ClaimType U16 = new ClaimType.Int(0, 0xffff);
  static final ClaimType SVN16 = ClaimType.Int.version(0xffff);

  static final ClaimType SHA256 = ClaimType.Bytes.digest(HashAlgorithm.SHA256);
  static final ClaimType SHA384 = ClaimType.Bytes.digest(HashAlgorithm.SHA384);

  private static final int COMPONENTS = 16;
  private static final String QUOTE =
      "signature of the quote by an attestation key that a PCK under a pinned root vouches for";
  private static final String QE =
      "signature of the quoting enclave's report by a PCK whose chain ends in a pinned root";
  private static final String CHAIN = "signatures of the PCK chain, up to a pinned root";
  private static final String LISTS =
      "signatures of the revocation lists by the issuers in the PCK chain, and the verifier's"
          + " clock";
  private static final String COLLATERAL =
      "signatures of TCB info and QE identity by a TCB signing certificate under the root of the"
          + " PCK chain, valid by the verifier's clock";
  private static final List<String> STATUSES =
      List.of(
          "up_to_date",
          "sw_hardening_needed",
          "configuration_needed",
          "configuration_and_sw_hardening_needed",
          "out_of_date",
          "out_of_date_configuration_needed",
          "td_relaunch_advised",
          "td_relaunch_advised_configuration_needed");

  private final List<Claim> claims = new ArrayList<>();

  /** The claims, in the order of the documentation: those added so far, then the shared ones. */
  ClaimSchema schema(String technology) {
    quotingEnclave();
    platform();
    tcb();
    collateral();
    return new ClaimSchema(technology, claims);
  }

  /** A claim of what the quote vouches for. */
  void body(String name, ClaimType type, String documentation, String source) {
    add(name, type, documentation, source, QUOTE);
  }

  /** The same, raw bytes. */
  void body(String name, int bytes, String documentation, String source) {
    body(name, new ClaimType.Bytes(bytes), documentation, source);
  }

  private void quotingEnclave() {
    add(
        "version",
        new ClaimType.Int(3, 5),
        "Version of the quote's layout",
        "quote header, offset 0",
        QUOTE);
    add("qe.mr_enclave", SHA256, "Digest of the quoting enclave", "QE report, MRENCLAVE", QE);
    add(
        "qe.mr_signer",
        SHA256,
        "Digest of the key that signed the quoting enclave",
        "QE report, MRSIGNER",
        QE);
    add("qe.isv_prod_id", U16, "Product of the quoting enclave", "QE report, ISVPRODID", QE);
    add("qe.isv_svn", SVN16, "Security version of the quoting enclave", "QE report, ISVSVN", QE);
    add(
        "qe.tcb_status",
        new ClaimType.Symbol(STATUSES),
        "How the quoting enclave stands; absent without QE identity",
        "QE identity, tcbStatus (Intel PCS API v4)",
        COLLATERAL);
  }

  private void platform() {
    pck("fmspc", new ClaimType.Bytes(6), "Family of the platform", ".4");
    pck("pce_id", new ClaimType.Bytes(2), "Which PCE certified", ".3");
    pck("pce_svn", SVN16, "Security version of the PCE", ".2.17");
    pck(
        "sgx_tcb",
        new ClaimType.Tcb(Map.of("sgx", components())),
        "TCB that the PCK is derived from; what a component stands for depends on fmspc",
        ".2.1 to .2.16");
    pck("ppid", new ClaimType.Bytes(16), "The platform, as provisioned", ".1");
    pck(
        "sgx_type",
        new ClaimType.Symbol(List.of("standard", "scalable", "scalable_with_integrity")),
        "How memory is protected",
        ".5");
    pck(
        "platform_instance_id",
        new ClaimType.Bytes(16),
        "The platform since its packages were set up; absent on a single package",
        ".6");
    pck(
        "platform.dynamic_platform",
        BOOL,
        "Whether packages may be added; absent on a single package",
        ".7.1");
    pck(
        "platform.cached_keys",
        BOOL,
        "Whether Intel keeps the platform's root keys; absent on a single package",
        ".7.2");
    pck(
        "platform.smt_enabled",
        BOOL,
        "Whether simultaneous multithreading is on; absent on a single package",
        ".7.3");
    add(
        "pck.authority",
        new ClaimType.Symbol(List.of("platform", "processor")),
        "Which CA issued the PCK certificate",
        "issuer of the PCK certificate",
        CHAIN);
    add(
        "endorsement.not_after",
        new ClaimType.Time(),
        "When the first certificate of the PCK chain expires",
        "certificate chain (RFC 5280)",
        CHAIN);
  }

  /** The names of the components: {@code comp01} to {@code comp16}, as Intel counts them. */
  private static List<String> components() {
    return IntStream.rangeClosed(1, COMPONENTS).mapToObj("comp%02d"::formatted).toList();
  }

  private void tcb() {
    add(
        "tcb.status",
        new ClaimType.Symbol(STATUSES),
        "How platform, TDX module and quoting enclave stand together; absent without TCB info and"
            + " QE identity",
        "Intel's TCB evaluation (Quote Verification Library)",
        COLLATERAL);
    add(
        "tcb.date",
        new ClaimType.Time(),
        "Date of the platform's TCB level",
        "TCB info, tcbDate",
        COLLATERAL);
    add(
        "tcb.advisories",
        new ClaimType.Words(),
        "Advisories that concern the levels of platform, TDX module and quoting enclave",
        "TCB info and QE identity, advisoryIDs",
        COLLATERAL);
    add(
        "tcb.evaluation_data_number",
        ClaimType.Int.version(Integer.MAX_VALUE),
        "TCB recovery that TCB info and QE identity both take account of",
        "the lower tcbEvaluationDataNumber",
        COLLATERAL);
  }

  private void collateral() {
    add(
        "crl.present",
        BOOL,
        "Whether revocation lists of the PCK CA and of the root were at hand",
        "verifier",
        LISTS);
    add("crl.fresh", BOOL, "Whether these lists are within their own validity", "verifier", LISTS);
    add(
        "collateral.age",
        new ClaimType.Span(),
        "Now minus the oldest issue date among the CRLs, TCB info and QE identity used; absent"
            + " without any",
        "verifier",
        "signatures of the lists and documents under the pinned root, and the verifier's clock");
  }

  private void pck(String name, ClaimType type, String documentation, String oid) {
    add(name, type, documentation, "PCK certificate extension 1.2.840.113741.1.13.1" + oid, CHAIN);
  }

  private void add(String name, ClaimType type, String documentation, String source, String proof) {
    claims.add(new Claim(name, type, documentation, source, proof));
  }
}
