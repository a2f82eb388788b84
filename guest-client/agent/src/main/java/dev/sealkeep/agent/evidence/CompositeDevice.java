package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.transcript.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * Devices that vouch for one guest together; often it is one. RFC 9334, section 3.3.
 *
 * @param sources at least one, in the order in which their evidence is conveyed: that of the lead
 *     attester last
 */
public record CompositeDevice(List<EvidenceSource> sources) {
  /** Copies the list. */
  public CompositeDevice {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("no device vouches for anything");
    }
  }

  /**
   * Obtains evidence of every device: over {@code base}, and of the last over {@code base} and the
   * evidence of all others (docs/reference/formats.md).
   *
   * @param base 64 bytes
   * @param issuer asked for the credential of a key that needs one
   * @throws EvidenceUnavailableException if one of them is absent or refuses
   */
  public Attestation attest(byte[] base, CredentialIssuer issuer)
      throws EvidenceUnavailableException, CredentialUnavailableException, InterruptedException {
    List<Attestation.Part> parts = new ArrayList<>();
    List<EvidenceItem> others = new ArrayList<>();
    for (EvidenceSource source : sources) {
      boolean outer = parts.size() == sources.size() - 1;
      byte[] bound = outer ? Transcript.outer(base, others) : base.clone();
      Testimony testimony = TestifyingSource.testimony(source, bound.clone(), issuer);
      parts.add(new Attestation.Part(testimony, bound));
      others.add(testimony.item());
    }
    return new Attestation(parts);
  }

  /** The technologies as they are written in a configuration: that of the lead attester first. */
  public String spelling() {
    StringBuilder text = new StringBuilder(sources.getLast().technology().tag());
    for (EvidenceSource source : sources.subList(0, sources.size() - 1)) {
      text.append('+').append(source.technology().tag());
    }
    return text.toString();
  }
}
