package dev.sealkeep.evidence.tdx;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bouncycastle.util.Pack;

/** Trust domains' reports as trees for display: byte strings as lower-case hex in memory order. */
final class TdxFields {
  private TdxFields() {}

  static SequencedMap<String, Object> of(TdReport report) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    TdAttributes attributes = report.tdAttributes();
    put(fields, "tee_tcb_svn", report.teeTcbSvn());
    put(fields, "mrseam", report.mrSeam());
    put(fields, "mrsignerseam", report.mrSignerSeam());
    put(fields, "seamattr", report.seamAttributes());
    put(fields, "tdattr", Pack.longToLittleEndian(attributes.bits()));
    fields.put("tdattr_bits", attributes.flags());
    put(fields, "xfam", report.xfam());
    put(fields, "mrtd", report.mrTd());
    put(fields, "mrconfigid", report.mrConfigId());
    put(fields, "mrowner", report.mrOwner());
    put(fields, "mrownerconfig", report.mrOwnerConfig());
    for (int i = 0; i < TdReport.RTMRS; i++) {
      put(fields, "rtmr" + i, report.rtmr(i));
    }
    put(fields, "report_data", report.reportData());
    report.teeTcbSvn2().ifPresent(svn -> put(fields, "tee_tcb_svn2", svn));
    report.mrServiceTd().ifPresent(digest -> put(fields, "mrservicetd", digest));
    return fields;
  }

  private static void put(SequencedMap<String, Object> fields, String name, byte[] value) {
    fields.put(name, HexFormat.of().formatHex(value));
  }
}
