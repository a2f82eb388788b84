package dev.sealkeep.evidence.nvidia;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Reports as trees for display: byte strings as lower-case hex, names as NVIDIA's tools use. */
final class NvidiaFields {
  private static final HexFormat HEX = HexFormat.of();

  private final SequencedMap<String, Object> config = new LinkedHashMap<>();
  private final OpaqueData opaque;

  private NvidiaFields(OpaqueData opaque) {
    this.opaque = opaque;
  }

  /** The fields of a report and, if there is one, of the certificate at the end of its chain. */
  static SequencedMap<String, Object> of(
      MeasurementReport report, Optional<DeviceCertificate> leaf) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("nonce", HEX.formatHex(report.nonce()));
    leaf.ifPresent(l -> fields.putAll(of(l)));
    report
        .opaque()
        .octets(OpaqueData.FWID)
        .ifPresent(f -> fields.putIfAbsent("fwid", HEX.formatHex(f)));
    fields.put("config", new NvidiaFields(report.opaque()).config());
    SequencedMap<String, Object> measurements = new LinkedHashMap<>();
    report.measurements().forEach((i, value) -> measurements.put("" + i, HEX.formatHex(value)));
    fields.put("measurements", measurements);
    return fields;
  }

  /** The fields of the certificate at the end of a chain. */
  static SequencedMap<String, Object> of(DeviceCertificate leaf) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    leaf.architecture().ifPresent(a -> fields.put("arch", capitalized(a)));
    leaf.chip().ifPresent(chip -> fields.put("chip", chip));
    fields.put("fwid", HEX.formatHex(leaf.fwid()));
    return fields;
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private SequencedMap<String, Object> config() {
    text("driver_version", OpaqueData.DRIVER_VERSION);
    opaque.vbiosVersion().ifPresent(v -> config.put("vbios_version", v));
    hex("gpu_info", OpaqueData.GPU_INFO);
    hex("board_id", OpaqueData.BOARD_ID);
    text("chip_sku", OpaqueData.CHIP_SKU);
    text("chip_sku_mod", OpaqueData.CHIP_SKU_MOD);
    text("project", OpaqueData.PROJECT);
    text("project_sku", OpaqueData.PROJECT_SKU);
    hex("project_sku_mod", OpaqueData.PROJECT_SKU_MOD);
    hex("cpr_info", OpaqueData.CPR_INFO);
    text("nvdec0_status", OpaqueData.NVDEC0_STATUS);
    text("protected_pcie_status", OpaqueData.PROTECTED_PCIE_STATUS);
    opaque.featureFlag().ifPresent(f -> config.put("feature_flag", f));
    hex("fwid", OpaqueData.FWID);
    counts();
    return config;
  }

  private void counts() {
    SequencedMap<String, Object> counts = new LinkedHashMap<>();
    List<Long> numbers = opaque.measurementCounts();
    for (int i = 0; i < numbers.size(); i++) {
      counts.put(Integer.toString(i + 1), numbers.get(i));
    }
    if (!counts.isEmpty()) {
      config.put("measurement_count", counts);
    }
  }

  private void text(String name, int type) {
    opaque.text(type).ifPresent(text -> config.put(name, text));
  }

  private void hex(String name, int type) {
    opaque.octets(type).ifPresent(octets -> config.put(name, HEX.formatHex(octets)));
  }
}
