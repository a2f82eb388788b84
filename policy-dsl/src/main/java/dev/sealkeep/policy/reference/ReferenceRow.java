package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.claim.ClaimValue;

/** One reference value: this technology's claim may have this value. */
public record ReferenceRow(String technology, String claim, ClaimValue value) {}
