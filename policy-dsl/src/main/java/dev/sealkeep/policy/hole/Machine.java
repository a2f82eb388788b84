package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.NeverClaimed;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One kind of machine that evidence of a technology comes from. What the solver finds is moved as
 * near as it can be to a typical one, so that it looks like a machine and not like a combination of
 * values.
 *
 * @param technology the tag of its evidence
 * @param name what tells it from other machines of the technology; empty where it is the only kind
 * @param typical its claims in an ordinary report; a claim that is not among them is missing there
 * @param always the claims that genuine evidence of it makes
 * @param never the claims of the technology that other kinds of machine make
 * @param ties what hardware and verifier make true of every machine of the kind
 * @param settling what ties claims together that a condition cannot say
 */
record Machine(
    String technology,
    String name,
    SequencedMap<String, ClaimValue> typical,
    SequencedSet<String> always,
    Set<String> never,
    Trait ties,
    Settling settling) {
  /** How values that nobody asked about are made to fit those that were found. */
  interface Settling {
    /**
     * Changes claims.
     *
     * @param asked claims that have to stay as they are
     */
    Map<String, ClaimValue> settled(Map<String, ClaimValue> claims, Set<String> asked);
  }

  Machine {
    never = Set.copyOf(never);
    typical = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(typical));
    always = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(always));
  }

  /**
   * A machine with a made-up value for each claim of the technology.
   *
   * @param exists which claims a machine of the kind makes at all
   * @param sometimes those of them that genuine evidence can lack, and that an ordinary report does
   */
  static Machine of(
      String technology,
      String name,
      Predicate<String> exists,
      Predicate<String> sometimes,
      Map<String, ClaimValue> particular,
      Trait ties) {
    SequencedMap<String, ClaimValue> typical = new LinkedHashMap<>();
    SequencedSet<String> always = new LinkedHashSet<>();
    Set<String> never = new HashSet<>();
    Predicate<String> made =
        exists.and(
            claim -> NeverClaimed.of(technology, claim).filter(NeverClaimed::isWholly).isEmpty());
    for (Claim claim : ClaimSchemas.forTechnology(technology).orElseThrow()) {
      if (made.test(claim.name()) && !sometimes.test(claim.name())) {
        typical.put(claim.name(), Specimen.of(claim));
        always.add(claim.name());
      } else if (!made.test(claim.name())) {
        never.add(claim.name());
      }
    }
    typical.putAll(particular);
    return new Machine(technology, name, typical, always, never, ties, (claims, _) -> claims);
  }

  /** The same with claims that are there in an ordinary report but can be missing. */
  Machine orWithout(Set<String> claims) {
    SequencedSet<String> fewer = new LinkedHashSet<>(always);
    fewer.removeAll(claims);
    return new Machine(technology, name, typical, fewer, never, ties, settling);
  }

  /** The same with a way to settle claims. */
  Machine settledBy(Settling way) {
    return new Machine(technology, name, typical, always, never, ties, way);
  }

  /** The technology, and which kind of machine where there are several. */
  String describe() {
    return name.isEmpty() ? technology : technology + " on " + name;
  }
}
