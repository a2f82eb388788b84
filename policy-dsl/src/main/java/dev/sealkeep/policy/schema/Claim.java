package dev.sealkeep.policy.schema;

/**
 * One claim that a technology's evidence can make.
 *
 * @param name the full dotted name, such as {@code policy.debug}
 * @param type which values it can have
 * @param documentation one sentence without a full stop
 * @param source where the value comes from: field and document
 */
public record Claim(String name, ClaimType type, String documentation, String source) {}
