package dev.sealkeep.policy.check;

import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.schema.NeverClaimed;
import java.util.Collection;
import java.util.Optional;

/** What names of claims mean where a condition stands. */
interface Scope {
  /** The claim of a name. */
  Optional<Claim> claim(String name);

  /** The names there are, for suggestions. */
  Collection<String> names();

  /** What a name is one of: {@code a claim of amd-sev-snp}. */
  String describe();

  /** How the rows of a reference set name a claim. */
  String column(String name);

  /** What no evidence claims of a claim. */
  Optional<NeverClaimed> neverClaimed(String name);

  /** The claims of a technology. */
  record OfTechnology(ClaimSchema schema) implements Scope {
    @Override
    public Optional<Claim> claim(String name) {
      return schema.claim(name);
    }

    @Override
    public Collection<String> names() {
      return schema.names();
    }

    @Override
    public String describe() {
      return "a claim of " + schema.technology();
    }

    @Override
    public String column(String name) {
      return name;
    }

    @Override
    public Optional<NeverClaimed> neverClaimed(String name) {
      return NeverClaimed.of(schema.technology(), name);
    }
  }

  /**
   * The fields of a list's entries.
   *
   * @param list the claim's name
   */
  record OfEntry(String list, ClaimType.Entries type) implements Scope {
    @Override
    public Optional<Claim> claim(String name) {
      return type.field(name);
    }

    @Override
    public Collection<String> names() {
      return type.names();
    }

    @Override
    public String describe() {
      return "a field of the entries of `" + list + "`";
    }

    @Override
    public String column(String name) {
      return list + "." + name;
    }

    @Override
    public Optional<NeverClaimed> neverClaimed(String name) {
      return Optional.empty();
    }
  }
}
