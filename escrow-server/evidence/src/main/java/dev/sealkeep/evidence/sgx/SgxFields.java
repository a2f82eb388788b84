package dev.sealkeep.evidence.sgx;

import dev.sealkeep.evidence.intel.EnclaveReport;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Enclaves' reports as trees for display: byte strings as lower-case hex in memory order. */
final class SgxFields {
  private SgxFields() {}

  static SequencedMap<String, Object> of(EnclaveReport report) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    put(fields, "cpusvn", report.cpuSvn());
    put(fields, "miscselect", report.miscSelect());
    put(fields, "attributes", report.attributes());
    fields.put("attributes_bits", new EnclaveFlags(report.flags()).flags());
    put(fields, "mrenclave", report.mrEnclave());
    put(fields, "mrsigner", report.mrSigner());
    put(fields, "configid", report.configId());
    fields.put("isvprodid", report.isvProdId());
    fields.put("isvsvn", report.isvSvn());
    fields.put("configsvn", report.configSvn());
    put(fields, "isvextprodid", report.isvExtProdId());
    put(fields, "isvfamilyid", report.isvFamilyId());
    put(fields, "report_data", report.reportData());
    return fields;
  }

  private static void put(SequencedMap<String, Object> fields, String name, byte[] value) {
    fields.put(name, HexFormat.of().formatHex(value));
  }
}
