package dev.sealkeep.policy.check;

import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The references a policy declares: the set behind each name. */
record References(Map<String, String> setOf) {
  static References of(List<PolicySyntax.ReferenceDeclaration> declarations) {
    Map<String, String> sets = new LinkedHashMap<>();
    for (PolicySyntax.ReferenceDeclaration declaration : declarations) {
      if (!declaration.alias().isMissing()) {
        sets.putIfAbsent(declaration.alias().text(), declaration.set().text());
      }
    }
    return new References(sets);
  }

  Optional<String> set(String alias) {
    return Optional.ofNullable(setOf.get(alias));
  }

  Collection<String> aliases() {
    return setOf.keySet();
  }

  /** The sets behind some names. */
  List<String> sets(Collection<String> aliases) {
    return aliases.stream().map(this::set).flatMap(Optional::stream).toList();
  }
}
