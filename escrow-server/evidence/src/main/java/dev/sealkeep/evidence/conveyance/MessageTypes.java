package dev.sealkeep.evidence.conveyance;

import dev.sealkeep.evidence.TrustAnchors;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which technology a message's type stands for. Besides the types that vendors and other verifiers
 * use, each technology has one of this project's own: {@code application/vnd.sealkeep.} and its
 * tag.
 */
public final class MessageTypes {
  private static final String OWN = "application/vnd.sealkeep.";

  private static final SortedMap<String, String> MEDIA_TYPES =
      new TreeMap<>(
          Map.of(
              "application/vnd.amd.sev-snp.attestation-report", TrustAnchors.AMD_SEV_SNP,
              "application/vnd.amd.ghcb.guid-table", TrustAnchors.AMD_SEV_SNP,
              "application/aws-nitro-document", TrustAnchors.AWS_NITRO,
              "application/eat-collection", TrustAnchors.ARM_CCA));

  static {
    Stream.of(
            TrustAnchors.AMD_SEV_SNP,
            TrustAnchors.INTEL_TDX,
            TrustAnchors.INTEL_SGX,
            TrustAnchors.TPM2,
            TrustAnchors.AZURE_VTPM,
            TrustAnchors.SVSM_VTPM,
            TrustAnchors.AWS_NITRO,
            TrustAnchors.ARM_CCA,
            TrustAnchors.NVIDIA_GPU)
        .forEach(tag -> MEDIA_TYPES.put(OWN + tag, tag));
  }

  /** IANA's CoAP Content-Formats that draft-deeglaze-amd-sev-snp-corim-profile asks for. */
  private static final SortedMap<Long, String> CONTENT_FORMATS =
      new TreeMap<>(Map.of(10572L, TrustAnchors.AMD_SEV_SNP, 10573L, TrustAnchors.AMD_SEV_SNP));

  private static final int MAX_TYPE = 256;

  private MessageTypes() {}

  /** The media types with their technologies, without parameters. */
  public static SortedMap<String, String> mediaTypes() {
    return Collections.unmodifiableSortedMap(MEDIA_TYPES);
  }

  /** The CoAP Content-Format numbers with their technologies. */
  public static SortedMap<Long, String> contentFormats() {
    return Collections.unmodifiableSortedMap(CONTENT_FORMATS);
  }

  /** The technology of a content type; parameters and case do not count. */
  static Optional<String> ofContentType(String contentType) {
    return contentType.length() > MAX_TYPE
        ? Optional.empty()
        : Optional.ofNullable(
            MEDIA_TYPES.get(
                List.of(contentType.split(";", 2)).getFirst().strip().toLowerCase(Locale.ROOT)));
  }

  /** The technology of a CoAP Content-Format. */
  static Optional<String> ofContentFormat(long number) {
    return Optional.ofNullable(CONTENT_FORMATS.get(number));
  }
}
