package dev.sealkeep.evidence.snp;

import java.util.Set;
import java.util.TreeSet;

/** The names of the claims of verified evidence, spelt out. */
final class ClaimNames {
  private static final Set<String> ALWAYS =
      Set.of(
          "version",
          "guest_svn",
          "policy.abi_minor",
          "policy.abi_major",
          "policy.smt",
          "policy.migrate_ma",
          "policy.debug",
          "policy.single_socket",
          "policy.cxl_allow",
          "policy.mem_aes_256_xts",
          "policy.rapl_dis",
          "policy.ciphertext_hiding_dram",
          "policy.page_swap_disable",
          "family_id",
          "image_id",
          "vmpl",
          "current_tcb",
          "reported_tcb",
          "committed_tcb",
          "launch_tcb",
          "platform.smt_en",
          "platform.tsme_en",
          "platform.ecc_en",
          "platform.rapl_dis",
          "platform.ciphertext_hiding_dram_en",
          "platform.alias_check_complete",
          "platform.tio_en",
          "author_key_en",
          "signing_key",
          "report_data",
          "measurement",
          "host_data",
          "id_key_digest",
          "author_key_digest",
          "report_id",
          "report_id_ma",
          "product",
          "chip_id",
          "current_version.major",
          "current_version.minor",
          "current_version.build",
          "committed_version.major",
          "committed_version.minor",
          "committed_version.build",
          "endorsement.not_after",
          "verified_at",
          "certificates",
          "crl.present",
          "crl.fresh");

  private ClaimNames() {}

  /** Those of a report whose chip is shown, without revocation lists. */
  static Set<String> expected(int version, SigningKey kind) {
    Set<String> names = new TreeSet<>(ALWAYS);
    if (version >= 3) {
      names.addAll(Set.of("cpuid.family", "cpuid.model", "cpuid.stepping"));
    }
    if (version >= 5) {
      names.addAll(Set.of("launch_mit_vector", "current_mit_vector"));
    }
    if (kind == SigningKey.VLEK) {
      names.add("csp_id");
    }
    return names;
  }
}
