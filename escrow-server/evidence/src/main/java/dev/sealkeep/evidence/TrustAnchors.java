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

  private static final List<String> FORMATS =
      List.of(
          AMD_SEV_SNP,
          INTEL_TDX,
          INTEL_SGX,
          TPM2,
          AZURE_VTPM,
          SVSM_VTPM,
          AWS_NITRO,
          ARM_CCA,
          NVIDIA_GPU);

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
      return TrustAnchors.format(technology);
    }
  }

  /** Whether a tag is that of a simulator's evidence (invariant 10). */
  public static boolean isSimulated(String tag) {
    return tag.startsWith(SIMULATED);
  }

  /** The vendor's own tag of evidence, which says how it reads, be it simulated or not. */
  public static String format(String tag) {
    return isSimulated(tag) ? tag.substring(SIMULATED.length()) : tag;
  }

  /** The tag of evidence in a vendor's format under a simulator's root. */
  public static String simulated(String format) {
    return SIMULATED + format;
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
        Stream.of(amd(), intel(), aws(), nvidia(), gce())
            .flatMap(vendor -> vendor.anchors().stream())
            .toList());
  }

  /** The root of AWS Nitro Enclaves: {@code aws.nitro-enclaves}, G1. */
  public static TrustAnchors aws() {
    return new TrustAnchors(
        List.of(
            new Anchor(
                AWS_NITRO,
                "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225",
                Optional.empty())));
  }

  /** The root of NVIDIA's devices: {@code NVIDIA Device Identity CA}. */
  public static TrustAnchors nvidia() {
    return new TrustAnchors(
        List.of(
            new Anchor(
                NVIDIA_GPU,
                "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4",
                Optional.empty())));
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

  /** The root of Intel, Intel SGX Root CA, for TDX and for SGX. */
  public static TrustAnchors intel() {
    String root = "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e";
    return new TrustAnchors(
        List.of(
            new Anchor(INTEL_TDX, root, Optional.empty()),
            new Anchor(INTEL_SGX, root, Optional.empty())));
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
   * Adds a simulator's root, whose evidence is tagged {@code simulated-} and the vendor's own tag,
   * whichever format it has (invariant 10).
   *
   * @param spkiSha256 32 bytes
   */
  public TrustAnchors withSimulated(byte[] spkiSha256) {
    TrustAnchors extended = this;
    for (String format : FORMATS) {
      extended = extended.withTrusted(simulated(format), spkiSha256);
    }
    return extended;
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
