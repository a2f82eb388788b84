package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.x509.PathRevocation;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The claims of a verified report, or of a verified chain alone. */
final class NvidiaClaims {
  private static final int BOARD_ID_BYTES = 4;

  private final Map<String, ClaimValue> claims = new HashMap<>();

  private NvidiaClaims() {}

  static ClaimSet of(
      String technology,
      Optional<MeasurementReport> report,
      DeviceCertificate leaf,
      PathRevocation revocation,
      Instant at) {
    NvidiaClaims claims = new NvidiaClaims();
    report.ifPresent(claims::add);
    claims.add(leaf);
    claims.add(revocation, at);
    return new ClaimSet(technology, claims.claims);
  }

  private void add(MeasurementReport report) {
    put("nonce", report.nonce());
    report
        .measurements()
        .forEach(
            (index, value) -> {
              if (!isZero(value)) {
                put("measurement." + index, value);
              }
            });
    OpaqueData opaque = report.opaque();
    text("driver_version", opaque.text(OpaqueData.DRIVER_VERSION));
    text("vbios_version", opaque.vbiosVersion());
    status("nvdec0_status", opaque.status(OpaqueData.NVDEC0_STATUS));
    opaque.octets(OpaqueData.BOARD_ID, BOARD_ID_BYTES).ifPresent(id -> put("board_id", id));
    text("chip_sku", opaque.text(OpaqueData.CHIP_SKU));
    text("chip_sku_mod", opaque.text(OpaqueData.CHIP_SKU_MOD));
    text("project", opaque.text(OpaqueData.PROJECT));
    text("project_sku", opaque.text(OpaqueData.PROJECT_SKU));
    status("protected_pcie_status", opaque.status(OpaqueData.PROTECTED_PCIE_STATUS));
    symbol("feature_flag", opaque.featureFlag());
  }

  private static boolean isZero(byte[] value) {
    for (byte octet : value) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  private void add(DeviceCertificate leaf) {
    put("fwid", leaf.fwid());
    text("chip", leaf.chip());
    symbol("arch", leaf.architecture());
  }

  private void add(PathRevocation revocation, Instant at) {
    CommonClaims.addTo(claims, at, revocation.path().certificates());
    claims.put("crl.present", new ClaimValue.Bool(revocation.present()));
    claims.put("crl.fresh", new ClaimValue.Bool(revocation.freshAt(at)));
    revocation.ageAt(at).ifPresent(age -> claims.put("collateral.age", new ClaimValue.Span(age)));
  }

  private void put(String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }

  private void text(String name, Optional<String> value) {
    value.filter(v -> v.length() <= 256).ifPresent(v -> claims.put(name, new ClaimValue.Text(v)));
  }

  private void status(String name, Optional<Boolean> on) {
    symbol(name, on.map(o -> o ? "enabled" : "disabled"));
  }

  private void symbol(String name, Optional<String> word) {
    word.ifPresent(w -> claims.put(name, new ClaimValue.Symbol(w)));
  }
}
