package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.ReasonCode;

/** Why an Arm CCA token is rejected. */
public enum CcaReason implements ReasonCode {
  /** Too long. */
  TOKEN_TOO_LARGE(
      "cca.token.too_large", "The token is longer than any that is read.", "Send the token alone."),
  /** Not a collection of two signed tokens. */
  TOKEN_MALFORMED(
      "cca.token.malformed",
      "The token is not a collection of a platform token and a realm token.",
      "Send the token as the Realm Management Monitor gave it."),
  /** A claim of the platform token is missing or out of bounds. */
  PLATFORM_MALFORMED(
      "cca.platform.malformed",
      "A claim of the platform token is missing or out of its bounds.",
      "Send the token as the Realm Management Monitor gave it."),
  /** The platform token follows another profile. */
  PLATFORM_PROFILE_UNSUPPORTED(
      "cca.platform.profile_unsupported",
      "The platform token follows a profile that is not known.",
      "A newer profile needs a newer verifier."),
  /** The platform token names another algorithm. */
  PLATFORM_ALGORITHM_UNSUPPORTED(
      "cca.platform.algorithm_unsupported",
      "The platform token names a signature algorithm that is none of ES256, ES384 and ES512.",
      "A newer algorithm needs a newer verifier."),
  /** A claim of the realm token is missing or out of bounds. */
  REALM_MALFORMED(
      "cca.realm.malformed",
      "A claim of the realm token is missing or out of its bounds.",
      "Send the token as the Realm Management Monitor gave it."),
  /** The realm token follows another profile. */
  REALM_PROFILE_UNSUPPORTED(
      "cca.realm.profile_unsupported",
      "The realm token follows a profile that is not known.",
      "A newer profile needs a newer verifier."),
  /** The realm token names another algorithm. */
  REALM_ALGORITHM_UNSUPPORTED(
      "cca.realm.algorithm_unsupported",
      "The realm token names a signature algorithm that is none of ES256, ES384 and ES512.",
      "A newer algorithm needs a newer verifier."),
  /** No candidate for the platform key. */
  PLATFORM_KEY_MISSING(
      "cca.platform_key.missing",
      "No public key was supplied that could have signed the platform token.",
      "Supply the platform attestation key that the maker of the platform publishes."),
  /** The platform key is not pinned. */
  PLATFORM_KEY_UNTRUSTED(
      "cca.platform_key.untrusted",
      "The platform token is signed by a key that is not trusted here.",
      "Pin the platform attestation key once you have it from the platform's maker."),
  /** The platform token's signature does not verify. */
  PLATFORM_SIGNATURE_INVALID(
      "cca.platform_signature.invalid",
      "The platform token's signature does not verify with any key that was supplied.",
      "Check that the token is unchanged and the key belongs to its platform."),
  /** The realm attestation key cannot be read. */
  REALM_KEY_MALFORMED(
      "cca.realm_key.malformed",
      "The realm attestation key is no point on the curve of the realm token's algorithm.",
      "Send the token as the Realm Management Monitor gave it."),
  /** The realm attestation key is not the one that the platform token names. */
  REALM_KEY_UNBOUND(
      "cca.realm_key.unbound",
      "The platform token's challenge is not the digest of the realm attestation key.",
      "Send both parts of one token; parts of two cannot be put together."),
  /** The realm token's signature does not verify. */
  REALM_SIGNATURE_INVALID(
      "cca.realm_signature.invalid",
      "The realm token's signature does not verify with the realm attestation key.",
      "Check that the token is complete and unchanged."),
  /** The challenge is not what was expected. */
  CHALLENGE_MISMATCH(
      "cca.challenge.mismatch",
      "The realm token's challenge is not the expected value.",
      "Obtain a new token over this request; evidence cannot be replayed.");

  private final String code;
  private final String meaning;
  private final String cure;

  CcaReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String cure() {
    return cure;
  }
}
