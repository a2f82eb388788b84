package dev.sealkeep.bench.evidence;

import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.intel.MadeUpQuote;
import dev.sealkeep.evidence.intel.Quote;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import java.security.PublicKey;

/**
 * A TD's quote of version 4 with TCB info, QE identity and revocation lists.
 *
 * @param made the quote and its collateral
 * @param key the attestation key
 * @param derSignature the quote's signature, as a SEQUENCE of r and s
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
record TdxScene(MadeUpQuote made, PublicKey key, byte[] signed, byte[] derSignature)
    implements Scene {
  static TdxScene make() {
    MadeUpQuote made = MadeUpQuote.tdx();
    return new TdxScene(
        made,
        CHECKS.ecKey(Curve.P256, made.attestationKey()).orElseThrow(),
        made.signed(),
        EcdsaSignature.ofRaw(Curve.P256, made.signature()).orElseThrow());
  }

  @Override
  public EvidenceVerifier verifier() {
    return new TdxVerifier(made.anchors(), CHECKS);
  }

  @Override
  public Object parse() {
    return Quote.parse(made.quote());
  }

  @Override
  public boolean bareVerify() {
    return CHECKS.verify(SignatureScheme.ECDSA_SHA256, key, signed, derSignature);
  }

  @Override
  public Evidence evidence() {
    return Evidence.of(made.quote());
  }

  @Override
  public AppraisalContext context() {
    return made.context();
  }
}
