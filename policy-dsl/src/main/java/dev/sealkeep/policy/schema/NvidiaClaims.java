package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of an NVIDIA GPU attestation report.
 *
 * <p>Source: DMTF DSP0274 1.1, MEASUREMENTS; NVIDIA's opaque data fields in nvtrust.
 */
final class NvidiaClaims {
  private static final String REPORT =
      "signature of the report by a certificate whose chain ends in the pinned NVIDIA root";
  private static final String CHAIN = "signatures of the certificate chain, up to a pinned root";
  private static final String LISTS =
      "signatures of the revocation lists by the chain's issuers, and the verifier's clock";

  private static final int MEASUREMENTS = 64;
  private static final ClaimType TEXT = new ClaimType.Text();
  private static final ClaimType STATUS = new ClaimType.Symbol(List.of("enabled", "disabled"));

  private final List<Claim> claims = new ArrayList<>();

  private NvidiaClaims() {}

  static ClaimSchema schema() {
    NvidiaClaims nvidia = new NvidiaClaims();
    nvidia.device();
    nvidia.opaque();
    for (int index = 1; index <= MEASUREMENTS; index++) {
      nvidia.add(
          "measurement." + index,
          new ClaimType.Bytes(48),
          "Measurement " + index + "; absent where it is all zero",
          "measurement block " + index + " (DSP0274)",
          REPORT);
    }
    nvidia.endorsement();
    return new ClaimSchema("nvidia-gpu", nvidia.claims);
  }

  private void device() {
    add("nonce", new ClaimType.Bytes(32), "What the report answers", "request nonce", REPORT);
    add(
        "fwid",
        ClaimType.Bytes.digest(HashAlgorithm.SHA384),
        "Identity of the firmware that holds the signing key",
        "certificate extension 2.23.133.5.4.1, agreeing with opaque field 20",
        CHAIN);
    add(
        "arch",
        new ClaimType.Symbol(List.of("hopper", "blackwell")),
        "Architecture of the GPU; absent for others",
        "subject of the leaf certificate",
        CHAIN);
    add("chip", TEXT, "Chip of the GPU, such as GH100", "subject of the leaf certificate", CHAIN);
  }

  private void opaque() {
    opaque("driver_version", TEXT, "Version of the driver in the machine", 3);
    opaque("vbios_version", TEXT, "Version of the GPU's firmware image", 6);
    opaque("nvdec0_status", STATUS, "Whether the first video decoder is on", 11);
    opaque("board_id", new ClaimType.Bytes(4), "The board", 14);
    opaque("chip_sku", TEXT, "Model of the chip", 15);
    opaque("chip_sku_mod", TEXT, "Variant of the model of the chip", 16);
    opaque("project", TEXT, "Board project", 17);
    opaque("project_sku", TEXT, "Model of the board", 18);
    opaque("protected_pcie_status", STATUS, "Whether protected PCIe mode is on", 21);
    opaque(
        "feature_flag",
        new ClaimType.Symbol(List.of("spt", "mpt", "ppcie")),
        "How the GPU is passed through",
        36);
  }

  private void endorsement() {
    list("crl.present", new ClaimType.Bool(), "Whether there was a list of every issuer");
    list("crl.fresh", new ClaimType.Bool(), "Whether those lists are within their own validity");
    list(
        "collateral.age",
        new ClaimType.Span(),
        "Now minus the oldest issue date among the lists; absent without any");
  }

  private void opaque(String name, ClaimType type, String documentation, int field) {
    add(name, type, documentation, "opaque field " + field, REPORT);
  }

  private void list(String name, ClaimType type, String documentation) {
    add(name, type, documentation, "verifier", LISTS);
  }

  private void add(String name, ClaimType type, String documentation, String source, String proof) {
    claims.add(new Claim(name, type, documentation, source, proof));
  }
}
