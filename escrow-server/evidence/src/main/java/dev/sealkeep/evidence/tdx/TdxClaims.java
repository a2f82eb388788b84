package dev.sealkeep.evidence.tdx;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Turns a verified report of a trust domain into claims. */
final class TdxClaims {
  private TdxClaims() {}

  static Map<String, ClaimValue> of(TdReport report) {
    Map<String, ClaimValue> claims = new HashMap<>();
    put(claims, "tee_tcb_svn", report.teeTcbSvn());
    claims.put("tee_tcb", tcb(report.teeTcbSvn()));
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
    report
        .teeTcbSvn2()
        .ifPresent(
            svn -> {
              put(claims, "tee_tcb_svn_2", svn);
              claims.put("tee_tcb_2", tcb(svn));
            });
    report.mrServiceTd().ifPresent(digest -> put(claims, "mr_service_td", digest));
    report
        .tdAttributes()
        .flags()
        .forEach((name, set) -> claims.put("td_attributes." + name, new ClaimValue.Bool(set)));
    return claims;
  }

  /** Versions of the module are products of their own: its SVN counts anew in each. */
  private static ClaimValue tcb(byte[] svns) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    components.put("module_svn", Byte.toUnsignedInt(svns[0]));
    components.put("loader_svn", Byte.toUnsignedInt(svns[2]));
    String product = svns[1] == 0 ? "tdx" : "tdx_" + HexFormat.of().toHexDigits(svns[1]);
    return new ClaimValue.Tcb(product, components);
  }

  private static void put(Map<String, ClaimValue> claims, String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }
}
