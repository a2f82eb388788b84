package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Formula;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The conditions of the catalogue, compiled as those of a policy are. */
final class Conditions {
  private static final Map<String, Formula> COMPILED = new ConcurrentHashMap<>();

  private Conditions() {}

  /**
   * A condition on the claims of a technology.
   *
   * @throws IllegalStateException if it does not compile, which the catalogue's tests exclude
   */
  static Formula of(String technology, String condition) {
    String source =
        "sealkeep 1\npolicy hole {\npermit %s {\n%s\n}\n}\n".formatted(technology, condition);
    return COMPILED.computeIfAbsent(source, Conditions::compile);
  }

  private static Formula compile(String source) {
    if (!(PolicyCompiler.compile(source) instanceof Compilation.Compiled compiled)) {
      throw new IllegalStateException("does not compile: " + source);
    }
    return new Formula.All(
        compiled.policy().clauses().getFirst().conditions().stream()
            .map(CompiledClause.CompiledLine::formula)
            .toList());
  }
}
