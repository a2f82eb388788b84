package dev.sealkeep.policy.document;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Claims by name. A flag is a boolean; an integer a number, or a string of decimal digits above
 * 2^63 - 1; a word, text or time a string; bytes lower-case hexadecimal digits; a set of words a
 * list; a duration a string such as {@code 7d}, or of ISO 8601; a TCB vector a map of the product
 * to a map of components; a list of entries a list of maps.
 */
public final class ClaimDocument {
  private ClaimDocument() {}

  /** The claims in the order of their names. */
  public static Map<String, Object> write(ClaimSet claims) {
    return write(claims.claims());
  }

  private static Map<String, Object> write(Map<String, ClaimValue> claims) {
    Map<String, Object> document = new LinkedHashMap<>();
    new TreeMap<>(claims).forEach((name, value) -> document.put(name, write(value)));
    return document;
  }

  /** One value. */
  public static Object write(ClaimValue value) {
    return switch (value) {
      case ClaimValue.Bool flag -> flag.value();
      case ClaimValue.Int number ->
          number.value() < 0 ? Long.toUnsignedString(number.value()) : (Object) number.value();
      case ClaimValue.Symbol word -> word.value();
      case ClaimValue.Text text -> text.value();
      case ClaimValue.Words words -> words.values();
      case ClaimValue.Bytes bytes -> bytes.hex();
      case ClaimValue.Time time -> time.value().toString();
      case ClaimValue.Span span ->
          span.value().truncatedTo(ChronoUnit.SECONDS).equals(span.value())
              ? span.display()
              : span.value().toString();
      case ClaimValue.Tcb tcb -> Map.of(tcb.product(), new LinkedHashMap<>(tcb.components()));
      case ClaimValue.Entries list ->
          list.entries().stream().map(entry -> (Object) write(entry)).toList();
    };
  }

  /**
   * Reads claims. Never throws.
   *
   * @param technology the tag whose schema the claims follow
   * @param document the claims by name, as a JSON library gives them
   */
  public static DocumentReading read(String technology, Map<?, ?> document) {
    Optional<ClaimSchema> schema = ClaimSchemas.forTechnology(technology);
    if (schema.isEmpty()) {
      return new DocumentReading.Refused(
          List.of(
              "`"
                  + technology
                  + "` is not a technology of this release; known are "
                  + String.join(", ", ClaimSchemas.technologies())));
    }
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    document.forEach(
        (name, value) -> {
          Optional<Claim> claim = schema.get().claim(String.valueOf(name));
          if (claim.isEmpty()) {
            problems.add(unknown(String.valueOf(name), schema.get()));
          } else {
            new ValueReader(claim.get(), problems)
                .read(value)
                .ifPresent(read -> claims.put(claim.get().name(), read));
          }
        });
    return problems.isEmpty()
        ? new DocumentReading.Read(new ClaimSet(technology, claims))
        : new DocumentReading.Refused(problems);
  }

  private static String unknown(String name, ClaimSchema schema) {
    String problem = "`" + name + "` is not a claim of " + schema.technology();
    return Spelling.suggest(name, schema.names())
        .map(hint -> problem + "; " + hint)
        .orElse(problem);
  }
}
