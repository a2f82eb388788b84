package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.TrustAnchors.Anchor;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tpm.AttestationKey;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import dev.sealkeep.evidence.vtpm.VtpmQuote;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks a vTPM's quote, and finds what ties the key that signed it to the EK in the manifest.
 *
 * <p>An EK that can only decrypt says nothing of the key that signs quotes: that both are of one
 * TPM is shown by credential activation, an exchange that evidence cannot replace. So a quote
 * counts as the vTPM's if the EK itself signs, or if the key was enrolled by such an exchange and
 * the quote names it as a key below this EK.
 */
final class VtpmKeys {
  private final TrustAnchors anchors;
  private final SignatureChecks checks;

  VtpmKeys(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
  }

  /**
   * A quote and what vouches for its key.
   *
   * @param boundBy a word of the claim {@code tpm.ak_bound_by}
   */
  record SignedQuote(VtpmQuote quote, String boundBy) {}

  /**
   * Checks the quote, if there is one.
   *
   * @param endorsementKey the EK in the manifest, if it can be read
   * @param reasons to which what speaks against the quote is added
   */
  Optional<SignedQuote> quote(
      SvsmEvidence parts, Optional<TpmPublic> endorsementKey, List<Reason> reasons) {
    if (parts.quote().isEmpty()) {
      return Optional.empty();
    }
    Parsed<TpmPublic> area = TpmPublic.parse(parts.attestationKey().orElse(new byte[0]));
    return switch (area) {
      case Parsed.Refused<TpmPublic>(Reason reason) -> {
        reasons.add(SvsmReason.AK_MALFORMED.because(reason.detail()));
        yield Optional.empty();
      }
      case Parsed.Accepted<TpmPublic>(TpmPublic key) ->
          checked(parts.quote().get(), key, endorsementKey, reasons);
    };
  }

  private Optional<SignedQuote> checked(
      QuoteParts parts, TpmPublic key, Optional<TpmPublic> endorsementKey, List<Reason> reasons) {
    List<String> faults = key.attestationFaults();
    Optional<PublicKey> publicKey = checks.anyKey(key.spki());
    if (!faults.isEmpty() || publicKey.isEmpty()) {
      reasons.add(
          SvsmReason.AK_MALFORMED.because(
              "The key is of no use for quotes: " + String.join(", ", faults) + "."));
    }
    return publicKey.map(
        k -> {
          VtpmQuote quote = VtpmQuote.check(parts, k, checks);
          reasons.addAll(quote.reasons());
          return new SignedQuote(quote, boundBy(quote, key, endorsementKey));
        });
  }

  private String boundBy(VtpmQuote quote, TpmPublic key, Optional<TpmPublic> endorsementKey) {
    if (endorsementKey.filter(ek -> Arrays.equals(ek.area(), key.area())).isPresent()) {
      return "hardware_vmpl0";
    }
    boolean below = endorsementKey.filter(ek -> isSignedBelow(ek, key, quote)).isPresent();
    return below && isEnrolled(key) ? "enrolled" : "none";
  }

  private static boolean isSignedBelow(
      TpmPublic endorsementKey, TpmPublic key, VtpmQuote vtpmQuote) {
    return vtpmQuote
        .quote()
        .filter(q -> Arrays.equals(q.qualifiedSigner(), key.qualifiedNameBelow(endorsementKey)))
        .isPresent();
  }

  private boolean isEnrolled(TpmPublic key) {
    return anchors
        .find(TrustAnchors.TPM2, new AttestationKey(key.spki(), Optional.of(key)).spkiSha256())
        .map(Anchor::technology)
        .filter(TrustAnchors.TPM2::equals)
        .isPresent();
  }
}
