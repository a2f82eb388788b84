/**
 * Appraisal of whole attestations: which verifier an item goes to, by tag or by content, and what
 * several items say together. Depends on the verifiers of every technology. It upholds invariant 3:
 * the technology that counts is the one whose root verified.
 */
@NullMarked
package dev.sealkeep.evidence.appraise;

import org.jspecify.annotations.NullMarked;
