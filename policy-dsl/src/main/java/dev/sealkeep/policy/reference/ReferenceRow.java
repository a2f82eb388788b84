package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.claim.ClaimValue;

/** One reference value: this technology's claim may have this value. */
public record ReferenceRow(String technology, String claim, ClaimValue value) {
  /** The row as a line of a set's text, without its end. */
  public String line() {
    return technology + " " + claim + " " + spelling();
  }

  private String spelling() {
    return switch (value) {
      case ClaimValue.Bytes bytes -> bytes.hex();
      case ClaimValue.Symbol word -> '"' + word.value() + '"';
      case ClaimValue.Bool _,
          ClaimValue.Int _,
          ClaimValue.Text _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Time _,
          ClaimValue.Span _,
          ClaimValue.Tcb _ ->
          value.display();
    };
  }
}
