package dev.sealkeep.policy.schema;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The schemas of every technology this release can appraise. */
public final class ClaimSchemas {
  private static final SortedMap<String, ClaimSchema> BY_TECHNOLOGY = new TreeMap<>();

  static {
    Stream.of(
            SnpClaims.schema("amd-sev-snp"),
            SnpClaims.schema("simulated-amd-sev-snp"),
            TdxClaims.schema("intel-tdx"),
            SgxClaims.schema("intel-sgx"),
            AzureClaims.schema("azure-vtpm"),
            AzureClaims.schema("simulated-azure-vtpm"),
            SvsmClaims.schema("svsm-vtpm"),
            SvsmClaims.schema("simulated-svsm-vtpm"),
            TpmClaims.schema("tpm2"),
            NitroClaims.schema(),
            CcaClaims.schema(),
            NvidiaClaims.schema())
        .map(CommonClaims::appendedTo)
        .forEach(schema -> BY_TECHNOLOGY.put(schema.technology(), schema));
  }

  private ClaimSchemas() {}

  /** The schema of a technology tag, or empty if this release does not know it. */
  public static Optional<ClaimSchema> forTechnology(String tag) {
    return Optional.ofNullable(BY_TECHNOLOGY.get(tag));
  }

  /** The tags with a schema. */
  public static SortedSet<String> technologies() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(BY_TECHNOLOGY.keySet()));
  }
}
