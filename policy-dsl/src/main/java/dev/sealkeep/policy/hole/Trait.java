package dev.sealkeep.policy.hole;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something that is so of a machine, said of its claims. What the policy language can say is said
 * in it; what it cannot is that a claim is missing, or that its value is one the policy at hand
 * does not know.
 */
sealed interface Trait {
  /** A condition of the policy language is true. */
  record Met(String condition) implements Trait {}

  /** The claim is there. */
  record Present(String claim) implements Trait {}

  /** The claim is missing. */
  record Missing(String claim) implements Trait {}

  /**
   * Each claim is missing or has a value of which the policy says nothing and which no set holds:
   * it is another machine's, image's or key's than those that the policy means.
   */
  record Strange(List<String> claims) implements Trait {
    /** Copies the list. */
    public Strange {
      claims = List.copyOf(claims);
    }
  }

  /**
   * The claim is zero in every byte, or is the number 0, and no set that is not at hand holds it.
   */
  record Zero(String claim) implements Trait {}

  /**
   * A list has an entry that meets a condition, and a field of it has a value of which the policy
   * says nothing.
   *
   * @param condition of the policy language, on the entry's fields, which mentions the field too
   */
  record StrangeEntry(String list, String condition, String field) implements Trait {
    /** The condition on the list. */
    String quantified() {
      return "any " + list + " { " + condition + " }";
    }
  }

  /** All of these. */
  record All(List<Trait> parts) implements Trait {
    /** Copies the list. */
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** One of these at least. */
  record Either(List<Trait> parts) implements Trait {
    /** Copies the list. */
    public Either {
      parts = List.copyOf(parts);
    }
  }

  /** What is so of every machine. */
  static Trait anything() {
    return new All(List.of());
  }

  static Trait met(String condition) {
    return new Met(condition);
  }

  static Trait present(String claim) {
    return new Present(claim);
  }

  static Trait missing(String claim) {
    return new Missing(claim);
  }

  static Trait zero(String claim) {
    return new Zero(claim);
  }

  static Trait strange(String... claims) {
    return new Strange(List.of(claims));
  }

  static Trait strange(List<String> claims) {
    return new Strange(claims);
  }

  static Trait all(Trait... parts) {
    return new All(List.of(parts));
  }

  static Trait either(Trait... parts) {
    return new Either(List.of(parts));
  }

  /** This trait and each one in it. */
  default Stream<Trait> within() {
    return switch (this) {
      case All every -> Stream.concat(Stream.of(this), nested(every.parts()));
      case Either one -> Stream.concat(Stream.of(this), nested(one.parts()));
      case Met _, Present _, Missing _, Strange _, Zero _, StrangeEntry _ -> Stream.of(this);
    };
  }

  private static Stream<Trait> nested(List<Trait> parts) {
    return parts.stream().flatMap(Trait::within);
  }
}
