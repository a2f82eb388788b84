package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.List;

/** Claims in words, and the operators of their types. */
final class ClaimText {
  private ClaimText() {}

  /** A claim in Markdown: what it means, its type, where it comes from and what proves it. */
  static String markdown(Claim claim, String of) {
    return """
    `%s`, %s: %s.

    - type: %s
    - source: %s
    - proof: %s
    """
        .formatted(
            claim.name(),
            of,
            claim.documentation(),
            claim.type().describe(),
            claim.source(),
            claim.proof());
  }

  /** The operators that may follow a claim of this type. */
  static List<String> operators(ClaimType type) {
    return switch (type) {
      case ClaimType.Bool _ -> List.of("==", "!=");
      case ClaimType.Int _ -> List.of("==", "!=", ">=", ">", "<=", "<", "in", "not in");
      case ClaimType.Span _, ClaimType.Time _ -> List.of("<=", "<", ">=", ">", "==", "!=");
      case ClaimType.Symbol _, ClaimType.Bytes _, ClaimType.Text _ ->
          List.of("==", "!=", "in", "not in");
      case ClaimType.Words _ -> List.of("in", "not in", "contains", "not contains");
      case ClaimType.Tcb _ -> List.of(">=", "==");
      case ClaimType.Entries _ -> List.of();
    };
  }
}
