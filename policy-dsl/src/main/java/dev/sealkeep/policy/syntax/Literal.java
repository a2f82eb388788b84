package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.HashAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A value as written, before its type is checked against a claim's. */
public sealed interface Literal {
  /** Where it stands. */
  Region region();

  /** The same value where its name stands. */
  default Literal at(Region place) {
    return switch (this) {
      case Flag flag -> new Flag(flag.value(), place);
      case Int number -> new Int(number.value(), place);
      case Symbol symbol -> new Symbol(symbol.word(), place);
      case Hex hex -> new Hex(hex.value(), hex.hash(), place);
      case Text text -> new Text(text.value(), place);
      case Span span -> new Span(span.value(), place);
      case Tcb tcb -> new Tcb(tcb.floors(), place);
      case Faulty _ -> new Faulty(place);
    };
  }

  /** What it is, for a message: {@code a number}. */
  String describe();

  /** {@code true} or {@code false}. */
  record Flag(boolean value, Region region) implements Literal {
    @Override
    public String describe() {
      return "a flag";
    }
  }

  /** An integer, decimal or hexadecimal, as an unsigned 64-bit number. */
  record Int(long value, Region region) implements Literal {
    @Override
    public String describe() {
      return "a number";
    }
  }

  /** A bare word. */
  record Symbol(String word, Region region) implements Literal {
    @Override
    public String describe() {
      return "the word `" + word + "`";
    }
  }

  /**
   * {@code hex"..."}, or {@code sha384"..."} and its like.
   *
   * @param hash the algorithm it names, if it is a digest
   */
  record Hex(ClaimValue.Bytes value, Optional<HashAlgorithm> hash, Region region)
      implements Literal {
    @Override
    public String describe() {
      return hash.map(HashAlgorithm::describe).orElseGet(() -> value.length() + " bytes");
    }
  }

  /** Quoted text, unescaped. */
  record Text(String value, Region region) implements Literal {
    @Override
    public String describe() {
      return "text";
    }
  }

  /** A duration. */
  record Span(Duration value, Region region) implements Literal {
    @Override
    public String describe() {
      return "a duration";
    }
  }

  /** {@code tcb(product: { component: n, ... }, ...)}. */
  record Tcb(List<Floor> floors, Region region) implements Literal {
    /** Copies {@code floors}. */
    public Tcb {
      floors = List.copyOf(floors);
    }

    @Override
    public String describe() {
      return "a TCB floor";
    }
  }

  /** Something that was reported already. */
  record Faulty(Region region) implements Literal {
    @Override
    public String describe() {
      return "something else";
    }
  }

  /** The floor of one product. */
  record Floor(Word product, List<Component> components) {
    /** Copies {@code components}. */
    public Floor {
      components = List.copyOf(components);
    }
  }

  /** One component of a floor; its value is unsigned. */
  record Component(Word name, long value, Region region) {}
}
