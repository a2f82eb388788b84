package dev.sealkeep.evidence;

import dev.sealkeep.evidence.x509.PathSummary;

/**
 * A TPM key that has proven, by activating a credential, to lie in the TPM of an endorsement key
 * whose certificate verified (TPM 2.0 Library part 1, section 24).
 *
 * @param akName the Name of the attestation key: algorithm and digest, lower-case hex
 * @param ekSpkiSha256 SHA-256 of the endorsement key's SubjectPublicKeyInfo, 64 lower-case hex
 *     digits
 * @param ekPath the path of the endorsement key's certificate, which has to hold when the key is
 *     used too
 */
public record ActivatedKey(String akName, String ekSpkiSha256, PathSummary ekPath) {}
