package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.syntax.Names;
import dev.sealkeep.policy.syntax.SourceText;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the text of one set. */
final class ReferenceReader {
  private static final String SHAPE = "a row is `technology claim value`";

  private final String name;
  private final Diagnostics diagnostics = new Diagnostics(DiagnosticCode.SET_TOO_MANY_ERRORS);
  private final Set<ReferenceRow> rows = new LinkedHashSet<>();
  private int seen;

  ReferenceReader(String name) {
    this.name = name;
  }

  ReferenceReading read(String text) {
    if (!Names.isSetName(name)) {
      diagnostics.add(
          DiagnosticCode.SET_BAD_NAME, Region.START, "a set name is " + Names.SET_NAME_RULE);
    }
    if (SourceText.isWithin(
            text, ReferenceSet.MAX_TEXT_BYTES, DiagnosticCode.SET_TOO_LARGE, diagnostics)
        && SourceText.isVisible(text, DiagnosticCode.SET_NOT_TEXT, diagnostics)) {
      lines(text);
    }
    return diagnostics.hasErrors()
        ? new ReferenceReading.Rejected(diagnostics.inOrder())
        : new ReferenceReading.Parsed(ReferenceSet.of(name, text, rows), diagnostics.inOrder());
  }

  private void lines(String text) {
    int number = 0;
    int start = 0;
    while (start <= text.length() && !isOver(number + 1)) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      number++;
      row(new RowScanner(text.substring(start, end).stripTrailing(), number));
      start = end + 1;
    }
  }

  /** Whether reading stops here: nothing further would be kept, or reported. */
  private boolean isOver(int line) {
    if (seen > ReferenceSet.MAX_ROWS) {
      diagnostics.add(
          DiagnosticCode.SET_TOO_MANY_ROWS,
          new Region(Math.max(1, line - 1), 1, 1),
          "a set has at most " + ReferenceSet.MAX_ROWS + " rows");
      return true;
    }
    return diagnostics.isFull();
  }

  private void row(RowScanner scanner) {
    if (scanner.atEnd()) {
      return;
    }
    seen++;
    RowScanner.Cell technology = scanner.next();
    Optional<ClaimSchema> schema = schema(technology);
    if (schema.isEmpty()) {
      return;
    }
    if (scanner.atEnd()) {
      incomplete(scanner);
      return;
    }
    RowScanner.Cell name = scanner.next();
    Optional<Claim> claim = claim(schema.get(), name);
    if (claim.isEmpty()) {
      return;
    }
    if (scanner.atEnd()) {
      incomplete(scanner);
      return;
    }
    value(technology.text(), claim.get(), scanner);
  }

  private void value(String technology, Claim claim, RowScanner scanner) {
    RowScanner.Cell cell = scanner.next();
    if (!scanner.atEnd()) {
      diagnostics.add(
          DiagnosticCode.SET_SYNTAX, scanner.next().region(), "a row ends after its value", SHAPE);
      return;
    }
    switch (RowValues.read(claim, cell)) {
      case RowValues.Fault fault ->
          diagnostics.add(
              DiagnosticCode.SET_BAD_VALUE, fault.region(), fault.message(), fault.suggestion());
      case RowValues.Value read -> {
        if (!rows.add(new ReferenceRow(technology, claim.name(), read.value()))) {
          diagnostics.add(
              DiagnosticCode.SET_DUPLICATE_ROW,
              cell.region(),
              "this row stands in the set already");
        }
      }
    }
  }

  private Optional<ClaimSchema> schema(RowScanner.Cell technology) {
    Optional<ClaimSchema> schema = ClaimSchemas.forTechnology(technology.text());
    if (schema.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.SET_UNKNOWN_TECHNOLOGY,
          technology.region(),
          "`" + technology.text() + "` is not a technology of this release",
          Spelling.suggest(technology.text(), ClaimSchemas.technologies())
              .or(() -> Optional.of("known: " + String.join(", ", ClaimSchemas.technologies()))));
    }
    return schema;
  }

  private Optional<Claim> claim(ClaimSchema schema, RowScanner.Cell name) {
    Optional<Claim> claim = schema.column(name.text());
    if (claim.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.SET_UNKNOWN_CLAIM,
          name.region(),
          "`" + name.text() + "` is not a claim of " + schema.technology(),
          Spelling.suggest(name.text(), schema.names()));
    } else if (!claim.get().type().inReferenceSets()) {
      diagnostics.add(
          DiagnosticCode.SET_UNSUPPORTED_TYPE,
          name.region(),
          "`" + name.text() + "` is " + claim.get().type().describe() + "; sets cannot hold it");
      return Optional.empty();
    }
    return claim;
  }

  private void incomplete(RowScanner scanner) {
    diagnostics.add(DiagnosticCode.SET_SYNTAX, scanner.end(), "the row ends too early", SHAPE);
  }
}
