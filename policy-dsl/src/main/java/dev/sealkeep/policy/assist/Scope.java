package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which claims a name can stand for at a place. */
sealed interface Scope {
  /** The claim of a name. */
  Optional<Claim> claim(String name);

  /** The claims to propose to who has written so much of a name. */
  List<Claim> claims(String begun);

  /** What a claim is one of: {@code a claim of amd-sev-snp}. */
  String describe();

  /** The fields of the entries of a list. */
  default Scope within(String list) {
    return claim(list).map(Claim::type).orElse(null) instanceof ClaimType.Entries entries
        ? new Entry(list, entries)
        : new Technologies(List.of());
  }

  /** The claims of technologies; of a name that several have, the first one's. */
  record Technologies(List<String> tags) implements Scope {
    /** Copies {@code tags}. */
    public Technologies {
      tags = List.copyOf(tags);
    }

    private Stream<ClaimSchema> schemas() {
      return tags.stream().map(ClaimSchemas::forTechnology).flatMap(Optional::stream);
    }

    @Override
    public Optional<Claim> claim(String name) {
      return schemas().map(schema -> schema.claim(name)).flatMap(Optional::stream).findFirst();
    }

    @Override
    public List<Claim> claims(String begun) {
      Map<String, Claim> claims = new LinkedHashMap<>();
      schemas().forEach(schema -> schema.forEach(claim -> claims.putIfAbsent(claim.name(), claim)));
      List<Claim> all = new ArrayList<>(claims.values());
      if (!begun.isEmpty() && !tags.isEmpty()) {
        all.addAll(ofOtherItems(begun));
      }
      return all;
    }

    /** Only of technologies whose tag was begun: all together are a thousand. */
    private List<Claim> ofOtherItems(String begun) {
      List<Claim> claims = new ArrayList<>();
      for (String tag : ClaimSchemas.technologies()) {
        String prefix = tag.replace('-', '_') + ".";
        if (prefix.startsWith(begun) || begun.startsWith(prefix)) {
          for (Claim claim : ClaimSchemas.forTechnology(tag).orElseThrow()) {
            claim(prefix + claim.name()).ifPresent(claims::add);
          }
        }
      }
      return claims;
    }

    @Override
    public String describe() {
      return "a claim of " + String.join(", ", tags);
    }
  }

  /** The fields of a list's entries. */
  record Entry(String list, ClaimType.Entries type) implements Scope {
    @Override
    public Optional<Claim> claim(String name) {
      return type.field(name);
    }

    @Override
    public List<Claim> claims(String begun) {
      return type.fields();
    }

    @Override
    public String describe() {
      return "a field of the entries of `" + list + "`";
    }
  }
}
