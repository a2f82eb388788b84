package dev.sealkeep.evidence.sgx;

import dev.sealkeep.evidence.intel.EnclaveReport;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.Map;

/** Turns a verified report of an enclave into claims. */
final class SgxClaims {
  private SgxClaims() {}

  static Map<String, ClaimValue> of(EnclaveReport report) {
    Map<String, ClaimValue> claims = new HashMap<>();
    put(claims, "cpu_svn", report.cpuSvn());
    put(claims, "misc_select", report.miscSelect());
    put(claims, "attributes.xfrm", report.xfrm());
    put(claims, "mr_enclave", report.mrEnclave());
    put(claims, "mr_signer", report.mrSigner());
    put(claims, "config_id", report.configId());
    put(claims, "isv_ext_prod_id", report.isvExtProdId());
    put(claims, "isv_family_id", report.isvFamilyId());
    put(claims, "report_data", report.reportData());
    claims.put("isv_prod_id", new ClaimValue.Int(report.isvProdId()));
    claims.put("isv_svn", new ClaimValue.Int(report.isvSvn()));
    claims.put("config_svn", new ClaimValue.Int(report.configSvn()));
    new EnclaveFlags(report.flags())
        .flags()
        .forEach((name, set) -> claims.put("attributes." + name, new ClaimValue.Bool(set)));
    return claims;
  }

  private static void put(Map<String, ClaimValue> claims, String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }
}
