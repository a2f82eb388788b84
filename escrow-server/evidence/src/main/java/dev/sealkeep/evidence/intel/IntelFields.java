package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.x509.Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Quotes as trees for display: byte strings as lower-case hex in memory order, levels as lists of
 * status and date.
 */
public final class IntelFields {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String NOT_SUPPORTED = "NotSupported";

  private IntelFields() {}

  /** The fields of a quote without any verdict. */
  public static SequencedMap<String, Object> of(Quote quote, SequencedMap<String, Object> body) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("quote", quote(quote, body));
    EndorsementResolver.carried(quote.signatureData())
        .ifPresent(pck -> fields.put("pck", pck(pck, Optional.empty())));
    return fields;
  }

  static SequencedMap<String, Object> of(
      QuoteFindings findings, SequencedMap<String, Object> body) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("quote", quote(findings.quote(), body));
    fields.put("attestation_key_signature_ok", findings.quoteSigned());
    fields.put("qe_report_data_binding_ok", findings.attestedKey().bound());
    findings
        .attestedKey()
        .reportSigned()
        .ifPresent(signed -> fields.put("qe_report_signature_ok", signed));
    findings
        .collateral()
        .tcbInfo()
        .chosen()
        .ifPresent(authentic -> fields.put("tcb_info_signature_ok", true));
    Endorsement endorsement = findings.endorsement();
    endorsement.pck().ifPresent(pck -> fields.put("pck", pck(pck, endorsement.rootSha256())));
    SequencedMap<String, Object> evaluation = evaluation(findings);
    if (!evaluation.isEmpty()) {
      fields.put("tcb_evaluation", evaluation);
    }
    SequencedMap<String, Object> collateral = collateral(findings.collateral());
    if (!collateral.isEmpty()) {
      fields.put("collateral", collateral);
    }
    endorsement.standing().ifPresent(s -> fields.put("crl", revocation(findings.collateral())));
    return fields;
  }

  private static SequencedMap<String, Object> quote(
      Quote quote, SequencedMap<String, Object> body) {
    SignatureData data = quote.signatureData();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", quote.version());
    fields.put("body", quote.bodyType().tag());
    fields.putAll(body);
    fields.put("siglen", data.length());
    fields.put("trailing", quote.trailingBytes());
    data.outerType().ifPresent(type -> fields.put("cert_type", type));
    fields.put("inner_type", data.certificationType());
    fields.put("qe_auth_len", data.authenticationData().length);
    EnclaveReport qe = data.qeReport();
    fields.put("qe_mrsigner", HexFormat.of().formatHex(qe.mrSigner()));
    fields.put("qe_prodid", qe.isvProdId());
    fields.put("qe_svn", qe.isvSvn());
    return fields;
  }

  private static SequencedMap<String, Object> pck(PckCertificate pck, Optional<String> root) {
    Certificate certificate = pck.certificate();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("fmspc", pck.fmspc());
    fields.put("pceid", pck.pceId());
    fields.put("sgx_type", pck.sgxType());
    fields.put("tcb_comp_svns", pck.componentSvns());
    fields.put("pcesvn", pck.pceSvn());
    fields.put("cpusvn", pck.cpuSvn());
    pck.platformInstanceId().ifPresent(id -> fields.put("platform_instance_id", id));
    fields.put("serial", "0x" + certificate.serialNumber().toString(16));
    fields.put(
        "validity",
        TIME.format(certificate.notBefore()) + " .. " + TIME.format(certificate.notAfter()));
    root.ifPresent(sha256 -> fields.put("root_cert_sha256", sha256));
    return fields;
  }

  private static SequencedMap<String, Object> evaluation(QuoteFindings findings) {
    CollateralFindings collateral = findings.collateral();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    if (collateral.qeIdentity().document().isPresent()) {
      fields.put(
          "qe", collateral.qe().map(level -> status(level.standing())).orElse(NOT_SUPPORTED));
    }
    collateral.evaluation().ifPresent(e -> addEvaluation(fields, e));
    boolean old = collateral.qeIdentity().document().isPresent() && collateral.qe().isEmpty();
    if (old) {
      fields.put("final", NOT_SUPPORTED);
    }
    return fields;
  }

  private static void addEvaluation(SequencedMap<String, Object> fields, TcbEvaluation evaluation) {
    evaluation.sgx().ifPresent(level -> fields.put("sgx", level(level.standing())));
    evaluation.tdx().ifPresent(level -> fields.put("tdx", level(level.standing())));
    evaluation
        .module()
        .ifPresent(m -> fields.put("module", List.of(m.id(), m.svn(), status(m.standing()))));
    boolean unsupported = evaluation.status().isEmpty() && !evaluation.faults().isEmpty();
    if (unsupported) {
      fields.put("final", NOT_SUPPORTED);
    }
    evaluation
        .status()
        .ifPresent(
            status -> {
              fields.put("final", status.vendorName());
              fields.put("advisories", List.copyOf(evaluation.advisories()));
            });
  }

  private static List<String> level(TcbLevel.Standing standing) {
    return List.of(
        status(standing), standing.date().atOffset(ZoneOffset.UTC).toLocalDate().toString());
  }

  private static String status(TcbLevel.Standing standing) {
    return standing.status().vendorName();
  }

  private static SequencedMap<String, Object> collateral(CollateralFindings findings) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    findings
        .tcbInfo()
        .chosen()
        .map(a -> a.document().lifetime())
        .ifPresent(
            lifetime -> {
              addLifetime(fields, "tcb", lifetime);
              fields.put("tcb_evaluation_data_number", lifetime.evaluationDataNumber());
            });
    findings
        .qeIdentity()
        .chosen()
        .ifPresent(a -> addLifetime(fields, "qe", a.document().lifetime()));
    return fields;
  }

  private static void addLifetime(Map<String, Object> fields, String what, Lifetime lifetime) {
    fields.put(what + "_issue", time(lifetime.issueDate()));
    fields.put(what + "_next", time(lifetime.nextUpdate()));
  }

  private static String time(Instant instant) {
    return instant.toString();
  }

  private static SequencedMap<String, Object> revocation(CollateralFindings findings) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("present", findings.revocationPresent());
    fields.put("fresh", findings.revocationFresh());
    return fields;
  }
}
