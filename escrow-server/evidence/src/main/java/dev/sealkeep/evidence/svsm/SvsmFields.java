package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.tpm.TpmPublic;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** Manifests as trees for display: byte strings as lower-case hex. */
final class SvsmFields {
  private SvsmFields() {}

  /**
   * What the evidence says, without any verdict: {@code nonce}, {@code manifest_size}, {@code
   * services} (GUIDs in binary order), {@code ek_public}, {@code ek_name}.
   */
  static SequencedMap<String, Object> of(SvsmEvidence parts, Optional<ServicesManifest> manifest) {
    HexFormat hex = HexFormat.of();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("nonce", hex.formatHex(parts.nonce()));
    fields.put("manifest_size", parts.manifest().length);
    manifest.ifPresent(
        read -> {
          fields.put("services", read.services());
          fields.put("ek_public", hex.formatHex(read.vtpm()));
          if (TpmPublic.parse(read.vtpm()) instanceof Parsed.Accepted<TpmPublic>(TpmPublic key)) {
            fields.put("ek_name", hex.formatHex(key.name()));
          }
        });
    return fields;
  }
}
