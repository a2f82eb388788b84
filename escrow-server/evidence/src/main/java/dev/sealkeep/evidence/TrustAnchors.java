package dev.sealkeep.evidence;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The roots that evidence may end in, each pinned by SHA-256 of its SubjectPublicKeyInfo. The
 * certificate of a root comes with the evidence or the collateral; only the pin gives it authority.
 * A root has authority for the technologies it is pinned for and no other.
 */
public record TrustAnchors(List<Anchor> anchors) {
  /** SEV-SNP under AMD's roots. */
  public static final String AMD_SEV_SNP = "amd-sev-snp";

  /** The same format under a simulator's root (invariant 10). */
  public static final String SIMULATED_AMD_SEV_SNP = "simulated-amd-sev-snp";

  /** TDX quotes. */
  public static final String INTEL_TDX = "intel-tdx";

  /** SGX quotes. */
  public static final String INTEL_SGX = "intel-sgx";

  /** TPM 2.0 quotes. */
  public static final String TPM2 = "tpm2";

  /** A hardware report and a vTPM quote of Azure's paravisor. */
  public static final String AZURE_VTPM = "azure-vtpm";

  /** A hardware report and a vTPM quote of an SVSM. */
  public static final String SVSM_VTPM = "svsm-vtpm";

  /** AWS Nitro Enclaves attestation documents. */
  public static final String AWS_NITRO = "aws-nitro";

  /** Arm CCA tokens. */
  public static final String ARM_CCA = "arm-cca";

  /** NVIDIA GPU attestation reports. */
  public static final String NVIDIA_GPU = "nvidia-gpu";

  private static final String SIMULATED = "simulated-";

  /**
   * One root for one technology.
   *
   * @param technology the tag that evidence under this root is given
   * @param spkiSha256 64 lower-case hex digits
   * @param product the only product line the root may certify, such as {@code milan}; empty if the
   *     root's own name says it
   */
  public record Anchor(String technology, String spkiSha256, Optional<String> product) {
    /** The vendor's own tag, which says how the evidence reads. */
    String format() {
      return technology.startsWith(SIMULATED)
          ? technology.substring(SIMULATED.length())
          : technology;
    }
  }

  /** Copies {@code anchors}. */
  public TrustAnchors {
    anchors = List.copyOf(anchors);
  }

  /** No root at all. */
  public static TrustAnchors none() {
    return new TrustAnchors(List.of());
  }

  /** The roots of every vendor. */
  public static TrustAnchors vendors() {
    return new TrustAnchors(
        Stream.of(amd(), gce()).flatMap(vendor -> vendor.anchors().stream()).toList());
  }

  /** The roots of Google Compute Engine's vTPMs: of 2018 and of 2022, which sign EKs and AKs. */
  public static TrustAnchors gce() {
    return new TrustAnchors(
        List.of(
            gceRoot("f23057f4f97d1d90e4cae0ce91d5a0fc99069f0a1bc147021dca33b1e9c4d0d9"),
            gceRoot("56a613f57126a385dd6949294e93b0b566f96ab0573be0c2368e6f5ca779831f")));
  }

  private static Anchor gceRoot(String spkiSha256) {
    return new Anchor(TPM2, spkiSha256, Optional.empty());
  }

  /** The roots of AMD: ARK-Milan, ARK-Genoa and ARK-Turin. */
  public static TrustAnchors amd() {
    return new TrustAnchors(
        List.of(
            ark("milan", "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9"),
            ark("genoa", "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831"),
            ark("turin", "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08")));
  }

  private static Anchor ark(String product, String spkiSha256) {
    return new Anchor(AMD_SEV_SNP, spkiSha256, Optional.of(product));
  }

  /**
   * Adds a simulator's root, whose evidence is tagged {@link #SIMULATED_AMD_SEV_SNP}.
   *
   * @param spkiSha256 32 bytes
   */
  public TrustAnchors withSimulated(byte[] spkiSha256) {
    return withTrusted(SIMULATED_AMD_SEV_SNP, spkiSha256);
  }

  /**
   * Adds a root for a technology. A root that is already pinned keeps its meaning, so that a vendor
   * root can never be relabelled.
   *
   * @param technology the tag that evidence under this root is given
   * @param spkiSha256 32 bytes
   */
  public TrustAnchors withTrusted(String technology, byte[] spkiSha256) {
    if (spkiSha256.length != 32) {
      throw new IllegalArgumentException(
          "a pin is a SHA-256 digest of 32 bytes, not " + spkiSha256.length);
    }
    Anchor added = new Anchor(technology, HexFormat.of().formatHex(spkiSha256), Optional.empty());
    if (find(added.format(), added.spkiSha256()).isPresent()) {
      return this;
    }
    List<Anchor> extended = new ArrayList<>(anchors);
    extended.add(added);
    return new TrustAnchors(extended);
  }

  /**
   * What a root stands for.
   *
   * @param format the vendor's own tag of the evidence at hand
   * @param spkiSha256 64 lower-case hex digits
   * @return empty if the root is not trusted for such evidence
   */
  public Optional<Anchor> find(String format, String spkiSha256) {
    return anchors.stream()
        .filter(a -> a.format().equals(format) && a.spkiSha256().equals(spkiSha256))
        .findFirst();
  }
}
