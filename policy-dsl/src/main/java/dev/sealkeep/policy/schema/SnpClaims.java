package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The claims of an AMD SEV-SNP attestation report and of the endorsements that verified it.
 *
 * <p>Source: AMD 56860, SEV Secure Nested Paging Firmware ABI, tables ATTESTATION_REPORT, POLICY,
 * PLATFORM_INFO and TCB_VERSION; AMD 57230 for the certificates.
 */
final class SnpClaims {
  private static final String REPORT =
      "signature of the report by a VCEK or VLEK whose chain ends in a pinned root";
  private static final String CHAIN = "signatures of the certificate chain, up to a pinned root";
  private static final String LISTS =
      "signatures of the revocation lists by the pinned root, and the verifier's clock";

  private static final ClaimType BOOL = new ClaimType.Bool();
  private static final ClaimType U8 = new ClaimType.Int(0, 0xff);
  private static final ClaimType SVN = ClaimType.Int.version(0xffff_ffffL);
  private static final ClaimType U64 = new ClaimType.Int(0, -1L);
  private static final ClaimType TCB =
      new ClaimType.Tcb(
          Map.of(
              "milan", List.of("bootloader", "tee", "snp", "microcode"),
              "genoa", List.of("bootloader", "tee", "snp", "microcode"),
              "turin", List.of("fmc", "bootloader", "tee", "snp", "microcode")));

  private final List<Claim> claims = new ArrayList<>();

  private SnpClaims() {}

  static ClaimSchema schema(String technology) {
    SnpClaims snp = new SnpClaims();
    snp.identity();
    snp.policy();
    snp.platform();
    snp.versions();
    snp.product();
    snp.endorsement();
    return new ClaimSchema(technology, snp.claims);
  }

  private void identity() {
    report("version", new ClaimType.Int(2, 5), "Version of the report's layout", "VERSION 0x000");
    report("guest_svn", SVN, "Security version of the guest, from its ID block", "GUEST_SVN 0x004");
    bytes("family_id", 16, "Family of the image, from the ID block", "FAMILY_ID 0x010");
    bytes("image_id", 16, "Image, from the ID block", "IMAGE_ID 0x020");
    report(
        "vmpl", new ClaimType.Int(0, 3), "Privilege level that asked for the report", "VMPL 0x030");
    bytes("report_data", 64, "What the guest asked the firmware to sign", "REPORT_DATA 0x050");
    digest("measurement", "Digest of the guest's memory at launch", "MEASUREMENT 0x090");
    bytes("host_data", 32, "What the host bound to the guest at launch", "HOST_DATA 0x0C0");
    digest("id_key_digest", "SHA-384 of the key that signed the ID block", "ID_KEY_DIGEST 0x0E0");
    digest(
        "author_key_digest",
        "SHA-384 of the key that signed the ID key",
        "AUTHOR_KEY_DIGEST 0x110");
    bytes("report_id", 32, "This guest, from launch to shutdown", "REPORT_ID 0x140");
    bytes(
        "report_id_ma",
        32,
        "The guest's migration agent; all ff without one",
        "REPORT_ID_MA 0x160");
    report(
        "author_key_en", BOOL, "Whether an author key signed the ID key", "key info 0x048 bit 0");
    report(
        "signing_key",
        new ClaimType.Symbol(List.of("vcek", "vlek")),
        "Which key signed the report",
        "key info 0x048 bits 4:2");
  }

  private void policy() {
    policy("abi_minor", U8, "Least minor version of the firmware ABI", "bits 7:0");
    policy("abi_major", U8, "Least major version of the firmware ABI", "bits 15:8");
    policy("smt", BOOL, "Whether simultaneous multithreading is allowed", "bit 16");
    policy("migrate_ma", BOOL, "Whether a migration agent may be associated", "bit 18");
    policy("debug", BOOL, "Whether the host may debug the guest", "bit 19");
    policy("single_socket", BOOL, "Whether the guest is kept to one socket", "bit 20");
    policy("cxl_allow", BOOL, "Whether CXL devices may be present", "bit 21");
    policy("mem_aes_256_xts", BOOL, "Whether memory must be encrypted with AES-256-XTS", "bit 22");
    policy("rapl_dis", BOOL, "Whether power metering must be disabled", "bit 23");
    policy("ciphertext_hiding_dram", BOOL, "Whether ciphertext in DRAM must be hidden", "bit 24");
    policy("page_swap_disable", BOOL, "Whether swapping of guest pages is disabled", "bit 25");
  }

  private void platform() {
    platform("smt_en", "Whether simultaneous multithreading is on", 0);
    platform("tsme_en", "Whether transparent memory encryption is on", 1);
    platform("ecc_en", "Whether the memory corrects errors", 2);
    platform("rapl_dis", "Whether power metering is disabled", 3);
    platform("ciphertext_hiding_dram_en", "Whether ciphertext in DRAM is hidden", 4);
    platform("alias_check_complete", "Whether memory was checked for aliases; version 3 on", 5);
    platform("tio_en", "Whether trusted I/O is on; version 5", 7);
  }

  private void versions() {
    report("current_tcb", TCB, "TCB the firmware runs at", "CURRENT_TCB 0x038");
    report("reported_tcb", TCB, "TCB that the signing key is derived from", "REPORTED_TCB 0x180");
    report(
        "committed_tcb",
        TCB,
        "TCB that the firmware cannot be rolled back below",
        "COMMITTED_TCB 0x1E0");
    report("launch_tcb", TCB, "TCB when the guest was launched", "LAUNCH_TCB 0x1F0");
    firmware("current_version", "Version of the firmware that runs", "CURRENT", 0x1e8);
    firmware("committed_version", "Version of the firmware that is committed", "COMMITTED", 0x1ec);
    report("launch_mit_vector", U64, "Mitigations at launch; version 5", "LAUNCH_MIT_VECTOR 0x1F8");
    report("current_mit_vector", U64, "Mitigations now; version 5", "CURRENT_MIT_VECTOR 0x200");
  }

  private void product() {
    add(
        "product",
        new ClaimType.Symbol(List.of("milan", "genoa", "turin")),
        "Product line of the chip",
        "issuer of the endorsement, agreeing with CPUID (AMD 57230)",
        CHAIN);
    report("cpuid.family", U8, "Combined CPUID family; version 3 on", "CPUID_FAM_ID 0x188");
    report("cpuid.model", U8, "Combined CPUID model; version 3 on", "CPUID_MOD_ID 0x189");
    report("cpuid.stepping", U8, "CPUID stepping; version 3 on", "CPUID_STEP 0x18A");
    bytes("chip_id", 64, "The chip; absent where the host masks it", "CHIP_ID 0x1A0");
  }

  private void endorsement() {
    add(
        "csp_id",
        new ClaimType.Text(),
        "Cloud provider named by the VLEK; absent with a VCEK",
        "certificate extension 1.3.6.1.4.1.3704.1.5 (AMD 57230)",
        CHAIN);
    add(
        "crl.present",
        BOOL,
        "Whether a revocation list of the issuer was at hand",
        "verifier",
        LISTS);
    add("crl.fresh", BOOL, "Whether that list is within its own validity", "verifier", LISTS);
    add(
        "collateral.age",
        new ClaimType.Span(),
        "Now minus the oldest issue date among the CRLs used; absent without any",
        "verifier",
        LISTS);
    add(
        "endorsement.not_after",
        new ClaimType.Time(),
        "When the first certificate of the chain expires",
        "certificate chain (RFC 5280)",
        CHAIN);
  }

  private void firmware(String name, String documentation, String field, int offset) {
    report(name + ".major", U8, documentation + ": major", location(field + "_MAJOR", offset + 2));
    report(name + ".minor", U8, documentation + ": minor", location(field + "_MINOR", offset + 1));
    report(name + ".build", U8, documentation + ": build", location(field + "_BUILD", offset));
  }

  private static String location(String field, int offset) {
    return String.format("%s 0x%03X", field, offset);
  }

  private void bytes(String name, int length, String documentation, String field) {
    report(name, new ClaimType.Bytes(length), documentation, field);
  }

  private void digest(String name, String documentation, String field) {
    report(name, ClaimType.Bytes.digest(HashAlgorithm.SHA384), documentation, field);
  }

  private void policy(String name, ClaimType type, String documentation, String bits) {
    report("policy." + name, type, documentation, "POLICY 0x008 " + bits);
  }

  private void platform(String name, String documentation, int bit) {
    report("platform." + name, BOOL, documentation, "PLATFORM_INFO 0x040 bit " + bit);
  }

  private void report(String name, ClaimType type, String documentation, String field) {
    add(name, type, documentation, field + " (AMD 56860)", REPORT);
  }

  private void add(String name, ClaimType type, String documentation, String source, String proof) {
    claims.add(new Claim(name, type, documentation, source, proof));
  }
}
