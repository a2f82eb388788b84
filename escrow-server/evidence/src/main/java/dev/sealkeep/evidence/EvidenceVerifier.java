package dev.sealkeep.evidence;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Judges the evidence of one technology. Pure but for caches, which change the cost and never the
 * result. Thread-safe; nothing in it throws on untrusted bytes.
 */
public interface EvidenceVerifier {
  /** What a blob may be to a technology. */
  enum Role {
    /** The evidence itself. */
    EVIDENCE,
    /** Something that comes beside the evidence. */
    AUXILIARY,
    /** Nothing of this technology. */
    NONE
  }

  /** The vendor's own tag, such as {@code intel-tdx}; the tag of evidence that reached no root. */
  String technology();

  /** What a blob looks like, by content: cheap, and no promise that it can be read. */
  Role role(byte[] blob);

  /**
   * The published collateral that appraising an item calls for; empty for evidence that cannot be
   * read, and for technologies that need none. What is named here was not verified.
   */
  default List<CollateralId> needs(Evidence evidence) {
    return List.of();
  }

  /** Appraises one item; every reason that was found, not only the first. */
  Appraisal verify(Evidence evidence, AppraisalContext context);

  /**
   * Reads one item for display, without any verdict.
   *
   * @return the fields, or the reason for which it cannot be read
   */
  Parsed<SequencedMap<String, Object>> show(Evidence evidence);

  /**
   * Appraises certificates that came without evidence.
   *
   * @param certificates what is appraised
   * @return empty if none of them is of this technology
   */
  default Optional<Appraisal> verifyCertificates(
      Collateral certificates, AppraisalContext context) {
    return Optional.empty();
  }
}
