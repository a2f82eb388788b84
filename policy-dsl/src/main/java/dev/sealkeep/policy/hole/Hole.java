package dev.sealkeep.policy.hole;

import java.util.List;

/** A way in that a policy can leave open. Immutable. */
public final class Hole {
  private final String code;
  private final HoleSeverity severity;
  private final String harm;
  private final String source;
  private final List<Way> ways;

  private Hole(String code, HoleSeverity severity, String harm, String source, List<Way> ways) {
    this.code = code;
    this.severity = severity;
    this.harm = harm;
    this.source = source;
    this.ways = List.copyOf(ways);
  }

  static Hole of(String code, HoleSeverity severity, String harm, String source, Way... ways) {
    return new Hole(code, severity, harm, source, List.of(ways));
  }

  /**
   * How a hole shows on one kind of machine.
   *
   * @param dangerous the machines that do harm once they are let in
   * @param moot where these are let in too, it is not this hole that is open: a worse one is, or
   *     the policy does not rely on what the hole is about
   */
  record Way(Machine machine, Trait dangerous, List<Trait> moot, Cure cure) {
    Way {
      moot = List.copyOf(moot);
    }

    /** A way that a condition closes. */
    static Way of(Machine machine, Trait dangerous, String cure) {
      return new Way(machine, dangerous, List.of(), Cure.condition(cure));
    }

    /** A way that no condition of the technology closes. */
    static Way past(Machine machine, Trait dangerous, String advice) {
      return new Way(machine, dangerous, List.of(), Cure.otherwise(advice));
    }

    Way unless(Trait... others) {
      return new Way(machine, dangerous, List.of(others), cure);
    }
  }

  /** The stable code, such as {@code hole.snp.debug}. */
  public String code() {
    return code;
  }

  /** How bad it is. */
  public HoleSeverity severity() {
    return severity;
  }

  /** What goes wrong. */
  public String harm() {
    return harm;
  }

  /** Where that is known from. */
  public String source() {
    return source;
  }

  List<Way> ways() {
    return ways;
  }

  /** The technologies that can have it, in the order of the catalogue. */
  public List<String> technologies() {
    return ways.stream().map(way -> way.machine().technology()).distinct().toList();
  }

  /** What closes it, once for each wording that technologies need. */
  public List<Cure> cures() {
    return ways.stream().map(Way::cure).distinct().toList();
  }

  @Override
  public String toString() {
    return code;
  }
}
