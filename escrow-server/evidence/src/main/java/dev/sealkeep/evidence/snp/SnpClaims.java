package dev.sealkeep.evidence.snp;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a verified report and its chain into claims. A claim that this evidence does not make is
 * left out, which a policy takes as unknown (invariant 4).
 */
final class SnpClaims {
  private final Map<String, ClaimValue> claims = new LinkedHashMap<>();

  private SnpClaims() {}

  /** The claims of a verified report. */
  static ClaimSet of(SnpReport report, VerifiedChain chain, Revocation revocation) {
    SnpClaims claims = new SnpClaims();
    claims.addIdentity(report);
    claims.addFlags(report);
    claims.addVersions(report, chain.product());
    claims.addChain(chain, revocation);
    return new ClaimSet(chain.anchor().technology(), claims.claims);
  }

  /** The claims of a chain without a report. */
  static ClaimSet of(VerifiedChain chain, Revocation revocation) {
    SnpClaims claims = new SnpClaims();
    claims.addChain(chain, revocation);
    return new ClaimSet(chain.anchor().technology(), claims.claims);
  }

  private void addIdentity(SnpReport report) {
    put("version", report.version());
    put("guest_svn", report.guestSvn());
    put("family_id", report.familyId());
    put("image_id", report.imageId());
    put("vmpl", report.vmpl());
    put("report_data", report.reportData());
    put("measurement", report.measurement());
    put("host_data", report.hostData());
    put("id_key_digest", report.idKeyDigest());
    put("author_key_digest", report.authorKeyDigest());
    put("report_id", report.reportId());
    put("report_id_ma", report.reportIdMa());
    if (!report.chipIdMasked()) {
      put("chip_id", report.chipId());
    }
  }

  private void addFlags(SnpReport report) {
    report.policy().fields().forEach((name, value) -> putField("policy." + name, value));
    report.platformInfo().fields().forEach((name, value) -> putField("platform." + name, value));
    claims.put("author_key_en", new ClaimValue.Bool(report.keyInfo().authorKeyEnabled()));
  }

  private void addVersions(SnpReport report, Product product) {
    claims.put("current_tcb", report.currentTcb().claim(product));
    claims.put("reported_tcb", report.reportedTcb().claim(product));
    claims.put("committed_tcb", report.committedTcb().claim(product));
    claims.put("launch_tcb", report.launchTcb().claim(product));
    put("current_version", report.currentVersion());
    put("committed_version", report.committedVersion());
    report.cpuid().ifPresent(this::addCpuid);
    report.launchMitigationVector().ifPresent(v -> put("launch_mit_vector", v));
    report.currentMitigationVector().ifPresent(v -> put("current_mit_vector", v));
  }

  private void addCpuid(SnpReport.Cpuid cpuid) {
    put("cpuid.family", cpuid.family());
    put("cpuid.model", cpuid.model());
    put("cpuid.stepping", cpuid.stepping());
  }

  private void addChain(VerifiedChain chain, Revocation revocation) {
    claims.put("product", new ClaimValue.Symbol(chain.product().tag()));
    Optional<EndorsementKey> key = chain.leaf().map(VerifiedChain.Leaf::key);
    key.ifPresent(k -> claims.put("signing_key", new ClaimValue.Symbol(k.kind().tag())));
    key.flatMap(EndorsementKey::cspId)
        .ifPresent(id -> claims.put("csp_id", new ClaimValue.Text(id)));
    claims.put("crl.present", new ClaimValue.Bool(revocation.present()));
    claims.put("crl.fresh", new ClaimValue.Bool(revocation.fresh()));
    revocation.age().ifPresent(age -> claims.put("collateral.age", new ClaimValue.Span(age)));
  }

  private void put(String name, long value) {
    claims.put(name, new ClaimValue.Int(value));
  }

  private void put(String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }

  private void put(String name, FirmwareVersion version) {
    put(name + ".major", version.major());
    put(name + ".minor", version.minor());
    put(name + ".build", version.build());
  }

  private void putField(String name, Object value) {
    if (value instanceof Boolean flag) {
      claims.put(name, new ClaimValue.Bool(flag));
    } else if (value instanceof Integer number) {
      put(name, number.longValue());
    }
  }
}
