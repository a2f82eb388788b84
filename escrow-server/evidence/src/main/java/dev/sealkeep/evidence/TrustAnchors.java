package dev.sealkeep.evidence;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The roots that evidence may end in, each pinned by SHA-256 of its SubjectPublicKeyInfo. The
 * certificate of a root comes with the evidence or the collateral; only the pin gives it authority.
 *
 * @param bySpkiSha256 what a root stands for, by the 64 lower-case hex digits of its digest
 */
public record TrustAnchors(Map<String, Anchor> bySpkiSha256) {
  /** SEV-SNP under AMD's roots. */
  public static final String AMD_SEV_SNP = "amd-sev-snp";

  /** The same format under a simulator's root (invariant 10). */
  public static final String SIMULATED_AMD_SEV_SNP = "simulated-amd-sev-snp";

  /**
   * What a root stands for.
   *
   * @param technology the tag that evidence under this root is given
   * @param product the only product line the root may certify, such as {@code milan}; empty if the
   *     root's own name says it
   */
  public record Anchor(String technology, Optional<String> product) {}

  /** Copies {@code bySpkiSha256}. */
  public TrustAnchors {
    bySpkiSha256 = Map.copyOf(bySpkiSha256);
  }

  /** The roots of AMD: ARK-Milan, ARK-Genoa and ARK-Turin. */
  public static TrustAnchors amd() {
    return new TrustAnchors(
        Map.of(
            "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9",
            new Anchor(AMD_SEV_SNP, Optional.of("milan")),
            "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831",
            new Anchor(AMD_SEV_SNP, Optional.of("genoa")),
            "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08",
            new Anchor(AMD_SEV_SNP, Optional.of("turin"))));
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
    Map<String, Anchor> extended = new LinkedHashMap<>(bySpkiSha256);
    extended.putIfAbsent(
        HexFormat.of().formatHex(spkiSha256), new Anchor(technology, Optional.empty()));
    return new TrustAnchors(extended);
  }

  /** What the root with that digest stands for, or empty if it is not trusted. */
  public Optional<Anchor> find(String spkiSha256) {
    return Optional.ofNullable(bySpkiSha256.get(spkiSha256));
  }
}
