package dev.sealkeep.policy.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The claims of one technology, in the order of the documentation. Immutable. Where an attestation
 * holds items of other technologies too, their claims stand behind the technology's tag with {@code
 * _} for {@code -} and a dot: {@code tpm2.sha256.pcr7}.
 */
public final class ClaimSchema implements Iterable<Claim> {
  private final String technology;
  private final SequencedMap<String, Claim> claims;

  /**
   * Makes a schema.
   *
   * @throws IllegalArgumentException if two claims have one name
   */
  public ClaimSchema(String technology, List<Claim> claims) {
    this.technology = technology;
    SequencedMap<String, Claim> byName = new LinkedHashMap<>();
    for (Claim claim : claims) {
      if (byName.put(claim.name(), claim) != null) {
        throw new IllegalArgumentException("claim declared twice: " + claim.name());
      }
    }
    this.claims = Collections.unmodifiableSequencedMap(byName);
  }

  /** The tag, such as {@code amd-sev-snp}. */
  public String technology() {
    return technology;
  }

  /** The claim of a name, be it another item's; empty if there is none. */
  public Optional<Claim> claim(String name) {
    return Optional.ofNullable(claims.get(name)).or(() -> claimOfAnotherItem(name));
  }

  private static Optional<Claim> claimOfAnotherItem(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    return ClaimSchemas.forTechnology(name.substring(0, dot).replace('_', '-'))
        .map(schema -> schema.claims.get(name.substring(dot + 1)))
        .map(c -> new Claim(name, c.type(), c.documentation(), c.source(), c.proof()));
  }

  /**
   * What a row of a reference set names: a claim, or the field of a list's entries behind the
   * list's name and a dot, as {@code events.digest}.
   */
  public Optional<Claim> column(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? claim(name)
        : claim(name).or(() -> claim(name.substring(0, dot)).flatMap(c -> field(c, name, dot + 1)));
  }

  private static Optional<Claim> field(Claim list, String column, int at) {
    return list.type() instanceof ClaimType.Entries entries
        ? entries
            .field(column.substring(at))
            .map(f -> new Claim(column, f.type(), f.documentation(), f.source(), f.proof()))
        : Optional.empty();
  }

  /** Every name of a claim of its own. */
  public Collection<String> names() {
    return claims.sequencedKeySet();
  }

  /** Every claim of its own under its name. */
  public Map<String, Claim> byName() {
    return claims;
  }

  @Override
  public Iterator<Claim> iterator() {
    return claims.values().iterator();
  }
}
