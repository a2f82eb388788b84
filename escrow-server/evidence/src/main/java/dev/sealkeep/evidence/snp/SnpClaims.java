package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a verified report and its chain into claims. A claim that this evidence does not make is
 * left out, which a policy takes as unknown (invariant 4).
 */
final class SnpClaims {
  private static final int MOST_CLAIMS = 64;
  private static final ClaimValue.Bool TRUE = new ClaimValue.Bool(true);
  private static final ClaimValue.Bool FALSE = new ClaimValue.Bool(false);
  private static final List<NamedBit> POLICY_FLAGS =
      NamedBit.prefixed("policy.", GuestPolicy.FLAGS);
  private static final List<NamedBit> PLATFORM_FLAGS =
      NamedBit.prefixed("platform.", PlatformInfo.FLAGS);

  private final Map<String, ClaimValue> claims = HashMap.newHashMap(MOST_CLAIMS);

  private SnpClaims() {}

  /** The claims of a verified report. */
  static ClaimSet of(SnpReport report, VerifiedChain chain, Revocation revocation, Instant at) {
    SnpClaims claims = new SnpClaims();
    claims.addIdentity(report);
    claims.addFlags(report);
    claims.addVersions(report, chain.product());
    claims.addChain(chain, revocation, at);
    return new ClaimSet(chain.anchor().technology(), claims.claims);
  }

  /** The claims of a chain without a report. */
  static ClaimSet of(VerifiedChain chain, Revocation revocation, Instant at) {
    SnpClaims claims = new SnpClaims();
    claims.addChain(chain, revocation, at);
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
    GuestPolicy policy = report.policy();
    put("policy.abi_minor", policy.abiMinor());
    put("policy.abi_major", policy.abiMajor());
    put(POLICY_FLAGS, policy.bits());
    put(PLATFORM_FLAGS, report.platformInfo().bits());
    put("author_key_en", report.keyInfo().authorKeyEnabled());
  }

  private void addVersions(SnpReport report, Product product) {
    claims.put("current_tcb", report.currentTcb().claim(product));
    claims.put("reported_tcb", report.reportedTcb().claim(product));
    claims.put("committed_tcb", report.committedTcb().claim(product));
    claims.put("launch_tcb", report.launchTcb().claim(product));
    addCurrentVersion(report.currentVersion());
    addCommittedVersion(report.committedVersion());
    report.cpuid().ifPresent(this::addCpuid);
    report.launchMitigationVector().ifPresent(v -> put("launch_mit_vector", v));
    report.currentMitigationVector().ifPresent(v -> put("current_mit_vector", v));
  }

  private void addCurrentVersion(FirmwareVersion version) {
    put("current_version.major", version.major());
    put("current_version.minor", version.minor());
    put("current_version.build", version.build());
  }

  private void addCommittedVersion(FirmwareVersion version) {
    put("committed_version.major", version.major());
    put("committed_version.minor", version.minor());
    put("committed_version.build", version.build());
  }

  private void addCpuid(SnpReport.Cpuid cpuid) {
    put("cpuid.family", cpuid.family());
    put("cpuid.model", cpuid.model());
    put("cpuid.stepping", cpuid.stepping());
  }

  private void addChain(VerifiedChain chain, Revocation revocation, Instant at) {
    List<Certificate> certificates = chain.certificates();
    CommonClaims.addTo(claims, at, certificates);
    claims.put("product", new ClaimValue.Symbol(chain.product().tag()));
    Optional<EndorsementKey> key = chain.leaf().map(VerifiedChain.Leaf::key);
    key.ifPresent(k -> claims.put("signing_key", new ClaimValue.Symbol(k.kind().tag())));
    key.flatMap(EndorsementKey::cspId)
        .ifPresent(id -> claims.put("csp_id", new ClaimValue.Text(id)));
    certificates.stream()
        .map(Certificate::notAfter)
        .min(Comparator.naturalOrder())
        .ifPresent(end -> claims.put("endorsement.not_after", new ClaimValue.Time(end)));
    put("crl.present", revocation.present());
    put("crl.fresh", revocation.fresh());
    revocation.age().ifPresent(age -> claims.put("collateral.age", new ClaimValue.Span(age)));
  }

  private void put(String name, long value) {
    claims.put(name, new ClaimValue.Int(value));
  }

  private void put(String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }

  private void put(String name, boolean value) {
    claims.put(name, value ? TRUE : FALSE);
  }

  private void put(List<NamedBit> flags, long bits) {
    for (NamedBit flag : flags) {
      put(flag.name(), flag.isSetIn(bits));
    }
  }
}
