package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The claims of every quote: its platform, its quoting enclave and the TCB of both. */
final class IntelClaims {
  private static final List<String> SGX_TYPES =
      List.of("standard", "scalable", "scalable_with_integrity");

  /** The components of a platform's TCB, as Intel counts them. */
  private static final List<String> COMPONENTS =
      IntStream.rangeClosed(1, PckCertificate.COMPONENTS).mapToObj("comp%02d"::formatted).toList();

  private final Map<String, ClaimValue> claims = new HashMap<>();

  private IntelClaims() {}

  static Map<String, ClaimValue> of(QuoteFindings findings, Instant at) {
    IntelClaims claims = new IntelClaims();
    claims.addQuote(findings.quote());
    findings.endorsement().pck().ifPresent(claims::addPlatform);
    findings.endorsement().standing().ifPresent(standing -> claims.addChain(standing, at));
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
    put("sgx_tcb", tcb(pck.componentSvns()));
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

  private static ClaimValue tcb(List<Integer> svns) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    for (int i = 0; i < svns.size(); i++) {
      components.put(COMPONENTS.get(i), svns.get(i));
    }
    return new ClaimValue.Tcb("sgx", components);
  }

  private void addChain(Endorsement.Standing standing, Instant at) {
    List<Certificate> certificates = standing.path().certificates();
    CommonClaims.addTo(claims, at, certificates);
    certificates.stream()
        .map(Certificate::notAfter)
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
