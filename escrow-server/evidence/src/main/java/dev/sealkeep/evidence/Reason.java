package dev.sealkeep.evidence;

/**
 * Why evidence was rejected.
 *
 * @param code the stable code, such as {@code snp.signature.invalid}; see docs/reference/reasons.md
 * @param detail one sentence for people; never parsed
 */
public record Reason(String code, String detail) {}
