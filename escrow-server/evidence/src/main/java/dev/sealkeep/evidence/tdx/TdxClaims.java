package dev.sealkeep.evidence.tdx;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.Map;

/** Turns a verified report of a trust domain into claims. */
final class TdxClaims {
  private TdxClaims() {}

  static Map<String, ClaimValue> of(TdReport report) {
    Map<String, ClaimValue> claims = new HashMap<>();
    put(claims, "tee_tcb_svn", report.teeTcbSvn());
    put(claims, "mr_seam", report.mrSeam());
    put(claims, "mr_signer_seam", report.mrSignerSeam());
    put(claims, "seam_attributes", report.seamAttributes());
    put(claims, "xfam", report.xfam());
    put(claims, "mr_td", report.mrTd());
    put(claims, "mr_config_id", report.mrConfigId());
    put(claims, "mr_owner", report.mrOwner());
    put(claims, "mr_owner_config", report.mrOwnerConfig());
    for (int i = 0; i < TdReport.RTMRS; i++) {
      put(claims, "rtmr" + i, report.rtmr(i));
    }
    put(claims, "report_data", report.reportData());
    report.teeTcbSvn2().ifPresent(svn -> put(claims, "tee_tcb_svn_2", svn));
    report.mrServiceTd().ifPresent(digest -> put(claims, "mr_service_td", digest));
    report
        .tdAttributes()
        .flags()
        .forEach((name, set) -> claims.put("td_attributes." + name, new ClaimValue.Bool(set)));
    return claims;
  }

  private static void put(Map<String, ClaimValue> claims, String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }
}
