package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** HCL reports as trees for display: byte strings as lower-case hex, runtime data as it stands. */
final class AzureFields {
  private AzureFields() {}

  /** What the report itself says, without any verdict. */
  static SequencedMap<String, Object> of(HclReport report) {
    Optional<RuntimeData> runtime =
        RuntimeData.parse(report.runtimeData())
                instanceof Parsed.Accepted<RuntimeData>(RuntimeData data)
            ? Optional.of(data)
            : Optional.empty();
    return of(report, runtime);
  }

  /** The same with runtime data that was read already. */
  static SequencedMap<String, Object> of(HclReport report, Optional<RuntimeData> runtime) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("hcl_version", report.version());
    fields.put("hcl_report_type", report.hardware().number());
    fields.put("report_type", report.hardware().number());
    fields.put("var_data_size", report.runtimeData().length);
    fields.put(
        "var_data_sha256",
        HexFormat.of().formatHex(Certificate.sha256Digest().digest(report.runtimeData())));
    runtime.ifPresent(
        data -> {
          fields.put("keys", data.keyIds());
          fields.put("vm_configuration", data.vmConfiguration());
          data.userDataText().ifPresent(text -> fields.put("user_data", text));
        });
    return fields;
  }
}
