package dev.sealkeep.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.PolicyReader;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CharStreams;

/** What of a source does not depend on its layout. */
final class Shape {
  private Shape() {}

  /** The syntax of a policy without places and without the source of its conditions. */
  static Object of(String source) {
    Diagnostics diagnostics = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    Optional<PolicySyntax> syntax = PolicyReader.read(source, diagnostics);
    assertThat(diagnostics.hasErrors()).as("%s in:%n%s", diagnostics.inOrder(), source).isFalse();
    return of(syntax.orElseThrow());
  }

  /** The comments of a source, without blanks at their ends. */
  static List<String> comments(String source) {
    return new PolicyLexer(CharStreams.fromString(source))
        .getAllTokens().stream()
            .filter(token -> token.getType() == PolicyLexer.COMMENT)
            .map(token -> token.getText().stripTrailing())
            .toList();
  }

  private static Object of(Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(Shape::of).toList();
      case Optional<?> optional -> optional.map(Shape::of);
      case Record record -> ofRecord(record);
      default -> value;
    };
  }

  private static Object ofRecord(Record value) {
    List<Object> shape = new ArrayList<>(List.of(value.getClass().getName()));
    boolean quotesItsSource = value instanceof Expression || value instanceof PolicySyntax.Line;
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      boolean isPlace = component.getType() == Region.class;
      if (!isPlace && !(quotesItsSource && component.getName().equals("text"))) {
        shape.add(of(read(value, component)));
      }
    }
    return shape;
  }

  private static Object read(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record without an accessor", e);
    }
  }
}
