package dev.sealkeep.policy.check;

import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy declares: sets, constants and conditions behind their names, and which of the names
 * were used. Within a policy its own names come before those of claims and of words, so that a
 * later release with a new claim does not change what a stored policy means.
 */
final class Declarations {
  private final Map<String, String> sets = new LinkedHashMap<>();
  private final Map<String, PolicySyntax.Constant> constants = new LinkedHashMap<>();
  private final Map<String, Binding> bindings = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * A condition under a name.
   *
   * @param index how many were declared before it
   */
  record Binding(Expression condition, int index) {}

  private Declarations() {}

  static Declarations of(PolicySyntax policy) {
    Declarations declared = new Declarations();
    for (PolicySyntax.ReferenceDeclaration reference : policy.references()) {
      put(declared.sets, reference.alias(), reference.set().text());
    }
    for (PolicySyntax.Constant constant : policy.constants()) {
      put(declared.constants, constant.alias(), constant);
    }
    for (PolicySyntax.Binding binding : policy.bindings()) {
      put(
          declared.bindings,
          binding.alias(),
          new Binding(binding.condition(), declared.bindings.size()));
    }
    return declared;
  }

  private static <V> void put(Map<String, V> names, Word alias, V value) {
    if (!alias.isMissing()) {
      names.putIfAbsent(alias.text(), value);
    }
  }

  /** The set behind a name, which is then used. */
  Optional<String> set(String alias) {
    return use(sets, alias);
  }

  /** The value behind a name, which is then used. */
  Optional<PolicySyntax.Constant> constant(String alias) {
    return use(constants, alias);
  }

  /** The condition behind a name, which is then used. */
  Optional<Binding> binding(String alias) {
    return use(bindings, alias);
  }

  private <V> Optional<V> use(Map<String, V> names, String alias) {
    Optional<V> value = Optional.ofNullable(names.get(alias));
    value.ifPresent(_ -> used.add(alias));
    return value;
  }

  /** The names of references. */
  Collection<String> references() {
    return sets.keySet();
  }

  /** The names of constants. */
  Collection<String> constants() {
    return constants.keySet();
  }

  /** The names of conditions. */
  Collection<String> bindings() {
    return bindings.keySet();
  }

  boolean isUsed(String alias) {
    return used.contains(alias);
  }

  /** The sets behind the references that were used. */
  List<String> usedSets() {
    return sets.entrySet().stream()
        .filter(set -> used.contains(set.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
