package dev.sealkeep.service.release;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.List;

/** What tells a machine from others, so that one cannot use up the quota of all. */
final class Machine {
  /** Of every technology; the more a claim tells, the earlier it stands. */
  static final List<String> CLAIMS =
      List.of(
          "chip_id",
          "snp.chip_id",
          "ppid",
          "tdx.ppid",
          "platform_instance_id",
          "tdx.platform_instance_id",
          "platform.instance_id",
          "tpm.ek_sha256",
          "tpm.qualified_signer",
          "module_id",
          "csp_id",
          "snp.csp_id");

  private Machine() {}

  /** Its name, or its provider's where the chip is masked; empty where nothing tells. */
  static String of(ClaimSet claims) {
    return CLAIMS.stream()
        .flatMap(name -> claims.get(name).stream())
        .findFirst()
        .map(ClaimValue::display)
        .orElse("");
  }
}
