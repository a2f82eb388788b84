package dev.sealkeep.evidence;

import dev.sealkeep.policy.claim.ClaimSet;
import java.util.List;
import java.util.SequencedMap;

/** The verdict on one item of evidence. */
public sealed interface Appraisal {
  /**
   * The tag of the technology whose root verified; for evidence that reached no root, the tag of
   * the vendor's own technology.
   */
  String technology();

  /**
   * What was read, for display: values are {@link String}, {@link Integer}, {@link Long}, {@link
   * Boolean}, or maps or lists of these, in the order of the format. Says nothing about
   * authenticity.
   */
  SequencedMap<String, Object> fields();

  /**
   * The evidence is genuine.
   *
   * @param anchorSpkiSha256 SHA-256 of the root's SubjectPublicKeyInfo, 64 lower-case hex digits
   */
  record Verified(
      String technology,
      ClaimSet claims,
      SequencedMap<String, Object> fields,
      String anchorSpkiSha256)
      implements Appraisal {
    /** Copies {@code fields} unless they are deferred. */
    public Verified {
      fields = DeferredFields.frozen(fields);
    }
  }

  /**
   * The evidence is not accepted.
   *
   * @param reasons at least one, in the order in which they were found
   */
  record Rejected(String technology, List<Reason> reasons, SequencedMap<String, Object> fields)
      implements Appraisal {
    /** Copies {@code reasons}, and {@code fields} unless they are deferred. */
    public Rejected {
      reasons = List.copyOf(reasons);
      fields = DeferredFields.frozen(fields);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a rejection needs a reason");
      }
    }
  }
}
