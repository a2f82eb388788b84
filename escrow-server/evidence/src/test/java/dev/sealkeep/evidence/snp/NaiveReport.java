package dev.sealkeep.evidence.snp;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads some fields of a report from its hex digits, slowly and plainly. */
final class NaiveReport {
  private NaiveReport() {}

  static Map<String, Object> fields(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", Integer.parseInt(hex.substring(0, 2), 16));
    fields.put("guest_svn", Long.parseLong(reversed(hex.substring(8, 16)), 16));
    fields.put("policy", "0x" + stripped(reversed(hex.substring(16, 32))));
    fields.put("family_id", hex.substring(32, 64));
    fields.put("image_id", hex.substring(64, 96));
    fields.put("vmpl", Long.parseLong(reversed(hex.substring(96, 104)), 16));
    fields.put("current_tcb", hex.substring(112, 128));
    fields.put("platform_info", "0x" + stripped(reversed(hex.substring(128, 144))));
    fields.put("signer_info", "0x" + stripped(reversed(hex.substring(144, 152))));
    fields.put("report_data", hex.substring(160, 288));
    fields.put("measurement", hex.substring(288, 384));
    fields.put("host_data", hex.substring(384, 448));
    fields.put("id_key_digest", hex.substring(448, 544));
    fields.put("author_key_digest", hex.substring(544, 640));
    fields.put("report_id", hex.substring(640, 704));
    fields.put("report_id_ma", hex.substring(704, 768));
    fields.put("reported_tcb", hex.substring(768, 784));
    fields.put("chip_id", hex.substring(832, 960));
    fields.put("committed_tcb", hex.substring(960, 976));
    fields.put("launch_tcb", hex.substring(992, 1008));
    return fields;
  }

  private static String reversed(String hex) {
    StringBuilder reversed = new StringBuilder();
    for (int i = hex.length() - 2; i >= 0; i -= 2) {
      reversed.append(hex, i, i + 2);
    }
    return reversed.toString();
  }

  private static String stripped(String hex) {
    String stripped = hex.replaceFirst("^0+", "");
    return stripped.isEmpty() ? "0" : stripped;
  }
}
