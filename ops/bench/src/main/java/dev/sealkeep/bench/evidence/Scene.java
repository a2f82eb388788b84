package dev.sealkeep.bench.evidence;

import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;

/** One guest's evidence, and what a relying party holds to verify it. */
interface Scene {
  /** The checks of every side of a comparison. */
  SignatureChecks CHECKS = SignatureChecks.fastest();

  /** A verifier that never saw anything. */
  EvidenceVerifier verifier();

  /** Reads the evidence alone. */
  Object parse();

  /** Checks the evidence's own signature alone: same provider, same key, same bytes. */
  boolean bareVerify();

  /** The evidence. */
  Evidence evidence();

  /** What it is held against. */
  AppraisalContext context();
}
