package dev.sealkeep.evidence;

/**
 * A TPM key that has proven, by activating a credential, to lie in the TPM of an endorsement key
 * whose certificate verified (TPM 2.0 Library part 1, section 24).
 *
 * @param akName the Name of the attestation key: algorithm and digest, lower-case hex
 * @param ekSpkiSha256 SHA-256 of the endorsement key's SubjectPublicKeyInfo, 64 lower-case hex
 *     digits
 * @param technology the tag of the root that the endorsement key's certificate ends in
 */
public record ActivatedKey(String akName, String ekSpkiSha256, String technology) {}
