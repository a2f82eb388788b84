package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.x509.Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Reports and certificates as trees for display: byte strings as lower-case hex in memory order,
 * bit fields as {@code 0x} and hex digits with their flags under {@code <field>_bits}.
 */
public final class SnpFields {
  private SnpFields() {}

  /** Every field of a report, in the order of the format. */
  public static SequencedMap<String, Object> of(SnpReport report) {
    HexFormat hex = HexFormat.of();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", report.version());
    fields.put("guest_svn", report.guestSvn());
    fields.put("policy", prefixed(report.policy().bits()));
    fields.put("policy_bits", report.policy().fields());
    fields.put("family_id", hex.formatHex(report.familyId()));
    fields.put("image_id", hex.formatHex(report.imageId()));
    fields.put("vmpl", report.vmpl());
    fields.put("sig_algo", report.signatureAlgorithm());
    fields.put("current_tcb", report.currentTcb().hex());
    fields.put("platform_info", prefixed(report.platformInfo().bits()));
    fields.put("platform_info_bits", report.platformInfo().fields());
    fields.put("signer_info", prefixed(Integer.toUnsignedLong(report.keyInfo().bits())));
    fields.put("signer_info_bits", report.keyInfo().fields());
    fields.put("report_data", hex.formatHex(report.reportData()));
    fields.put("measurement", hex.formatHex(report.measurement()));
    fields.put("host_data", hex.formatHex(report.hostData()));
    fields.put("id_key_digest", hex.formatHex(report.idKeyDigest()));
    fields.put("author_key_digest", hex.formatHex(report.authorKeyDigest()));
    fields.put("report_id", hex.formatHex(report.reportId()));
    fields.put("report_id_ma", hex.formatHex(report.reportIdMa()));
    fields.put("reported_tcb", report.reportedTcb().hex());
    report.cpuid().ifPresent(c -> fields.put("cpuid_fam_mod_step", c.hex()));
    fields.put("chip_id", hex.formatHex(report.chipId()));
    fields.put("committed_tcb", report.committedTcb().hex());
    fields.put("current_version", report.currentVersion().toString());
    fields.put("committed_version", report.committedVersion().toString());
    fields.put("launch_tcb", report.launchTcb().hex());
    report.launchMitigationVector().ifPresent(v -> fields.put("launch_mit_vector", padded(v)));
    report.currentMitigationVector().ifPresent(v -> fields.put("current_mit_vector", padded(v)));
    if (report.trailingBytes() > 0) {
      fields.put("trailing_bytes", report.trailingBytes());
    }
    return fields;
  }

  /** The certificate of a VCEK or VLEK, its names as AMD 57230 spells them. */
  public static SequencedMap<String, Object> of(EndorsementKey key) {
    SequencedMap<String, Object> fields = of(key.certificate());
    fields.put("structVersion", key.integers().getOrDefault("structVersion", 0));
    fields.put("productName1", key.productName());
    fields.putAll(key.integers());
    key.hardwareIdContent().ifPresent(id -> fields.put("hwID", id));
    key.cspId().ifPresent(id -> fields.put("cspID", id));
    return fields;
  }

  /** Any certificate. */
  static SequencedMap<String, Object> of(Certificate certificate) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("subject", "CN=" + certificate.subjectCommonName().orElse(""));
    fields.put("issuer", "CN=" + certificate.issuerCommonName().orElse(""));
    fields.put("serial", "0x" + certificate.serialNumber().toString(16));
    fields.put("validity", certificate.notBefore() + " .. " + certificate.notAfter());
    fields.put("sha256", certificate.sha256());
    return fields;
  }

  /**
   * What certificates say: the first VCEK or VLEK among them under {@code endorsement_key_cert},
   * and if there is none the first other one under {@code authority_cert}.
   *
   * @return empty if there is no certificate at all
   */
  public static SequencedMap<String, Object> of(Collateral collateral) {
    CandidatePool pool = CandidatePool.of(collateral);
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    if (!pool.endorsementKeys().isEmpty()) {
      fields.put("endorsement_key_cert", of(pool.endorsementKeys().getFirst()));
    } else if (!collateral.certificates().isEmpty()) {
      fields.put("authority_cert", of(collateral.certificates().getFirst()));
    }
    return fields;
  }

  private static String prefixed(long bits) {
    return "0x" + Long.toHexString(bits);
  }

  private static String padded(long bits) {
    return "0x" + HexFormat.of().toHexDigits(bits);
  }
}
