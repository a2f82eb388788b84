package dev.sealkeep.evidence.intel;

import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The claims of every quote: its platform, its quoting enclave and the TCB of both. */
final class IntelClaims {
  private static final List<String> SGX_TYPES =
      List.of("standard", "scalable", "scalable_with_integrity");

  private final Map<String, ClaimValue> claims = new HashMap<>();

  private IntelClaims() {}

  static Map<String, ClaimValue> of(QuoteFindings findings) {
    IntelClaims claims = new IntelClaims();
    claims.addQuote(findings.quote());
    findings.endorsement().pck().ifPresent(claims::addPlatform);
    findings.endorsement().standing().ifPresent(claims::addChain);
    claims.addCollateral(findings.collateral());
    return claims.claims;
  }

  private void addQuote(Quote quote) {
    EnclaveReport qe = quote.signatureData().qeReport();
    put("version", quote.version());
    put("qe.mr_enclave", qe.mrEnclave());
    put("qe.mr_signer", qe.mrSigner());
    put("qe.isv_prod_id", qe.isvProdId());
    put("qe.isv_svn", qe.isvSvn());
  }

  private void addPlatform(PckCertificate pck) {
    put("fmspc", ClaimValue.Bytes.ofHex(pck.fmspc()));
    put("pce_id", ClaimValue.Bytes.ofHex(pck.pceId()));
    put("pce_svn", pck.pceSvn());
    put("ppid", ClaimValue.Bytes.ofHex(pck.ppid()));
    put("sgx_type", new ClaimValue.Symbol(SGX_TYPES.get(pck.sgxType())));
    pck.platformInstanceId()
        .ifPresent(id -> put("platform_instance_id", ClaimValue.Bytes.ofHex(id)));
    pck.configuration()
        .forEach(
            (setting, value) ->
                put(
                    "platform." + setting.name().toLowerCase(Locale.ROOT),
                    new ClaimValue.Bool(value)));
    pck.authority().ifPresent(a -> put("pck.authority", new ClaimValue.Symbol(a.word())));
  }

  private void addChain(Endorsement.Standing standing) {
    standing.path().certificates().stream()
        .map(certificate -> certificate.notAfter())
        .min(Instant::compareTo)
        .ifPresent(end -> put("endorsement.not_after", new ClaimValue.Time(end)));
  }

  private void addCollateral(CollateralFindings collateral) {
    put("crl.present", new ClaimValue.Bool(collateral.revocationPresent()));
    put("crl.fresh", new ClaimValue.Bool(collateral.revocationFresh()));
    collateral.age().ifPresent(age -> put("collateral.age", new ClaimValue.Span(age)));
    collateral
        .qe()
        .ifPresent(
            level -> put("qe.tcb_status", new ClaimValue.Symbol(level.standing().status().word())));
    Optional<TcbStatus> status = collateral.evaluation().flatMap(TcbEvaluation::status);
    if (status.isPresent()) {
      TcbEvaluation evaluation = collateral.evaluation().orElseThrow();
      put("tcb.status", new ClaimValue.Symbol(status.get().word()));
      put("tcb.advisories", new ClaimValue.Words(List.copyOf(evaluation.advisories())));
      evaluation.date().ifPresent(date -> put("tcb.date", new ClaimValue.Time(date)));
      collateral
          .evaluationDataNumber()
          .ifPresent(number -> put("tcb.evaluation_data_number", number));
    }
  }

  private void put(String name, long value) {
    put(name, new ClaimValue.Int(value));
  }

  private void put(String name, byte[] value) {
    put(name, ClaimValue.Bytes.of(value));
  }

  private void put(String name, ClaimValue value) {
    claims.put(name, value);
  }
}
