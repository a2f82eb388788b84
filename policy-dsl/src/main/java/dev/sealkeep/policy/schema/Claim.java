package dev.sealkeep.policy.schema;

/**
 * One claim that a technology's evidence can make.
 *
 * @param name the full dotted name, such as {@code policy.debug}
 * @param type which values it can have
 * @param documentation one sentence without a full stop
 * @param source where the value comes from: field and document
 * @param proof what proves the value, one clause without a full stop, such as {@code signature of
 *     the report by the VCEK or VLEK}
 */
public record Claim(
    String name, ClaimType type, String documentation, String source, String proof) {}
