package dev.sealkeep.policy.format;

import java.util.List;
import java.util.Optional;

/**
 * Writes pieces. What fits is on one line; what does not is broken at its outermost level first. An
 * operator begins the line that goes on. Whatever is written is laid out to itself, since each
 * decision rests on what the next reading finds again: the breaks, the widths and the columns.
 */
final class PieceWriter {
  private static final int MAX_COLUMN = 100;
  private static final int INDENT = 2;

  private final Page page = new Page();

  private PieceWriter() {}

  static String write(Document document) {
    PieceWriter writer = new PieceWriter();
    writer.entries(document.entries(), "", document.end(), new Margin(0, INDENT));
    return writer.page.text();
  }

  /**
   * Where lines begin.
   *
   * @param indent the line of a piece, and its closing bracket
   * @param hang where a chain goes on
   */
  private record Margin(int indent, int hang) {
    /** Of what stands in brackets; in parentheses a chain goes on straight below its beginning. */
    Margin within(Bracket bracket) {
      int inner = indent + INDENT;
      return new Margin(inner, bracket == Bracket.GROUP ? inner : inner + INDENT);
    }

    /** Of a link in a chain, so that a chain within it is set off from the one around it. */
    Margin ofLink(boolean first) {
      return new Margin(first ? indent : hang, hang + INDENT);
    }
  }

  private boolean fits(Optional<String> flat, int after) {
    return flat.isPresent()
        && page.column() + flat.get().codePointCount(0, flat.get().length()) + after <= MAX_COLUMN;
  }

  /**
   * Writes a piece.
   *
   * @param after how many characters follow on its last line
   */
  private void piece(Piece piece, Margin margin, int after) {
    Optional<String> flat = piece.flat();
    if (flat.isPresent() && fits(flat, after)) {
      page.write(flat.get());
      return;
    }
    switch (piece) {
      case Piece.Text text -> page.write(text.text());
      case Piece.Prefixed prefixed -> {
        page.write(prefixed.prefix());
        piece(prefixed.piece(), margin, after);
      }
      case Piece.Reasoned reasoned -> reasoned(reasoned, margin);
      case Piece.Chain chain -> chain(chain, margin, after);
      case Piece.Enclosed enclosed when flat.isPresent() && enclosed.entries().isEmpty() ->
          page.write(flat.get());
      case Piece.Enclosed enclosed -> {
        if (!aligned(enclosed, after)) {
          enclosed(enclosed, margin);
        }
      }
    }
  }

  private void reasoned(Piece.Reasoned reasoned, Margin margin) {
    if (reasoned.gap().isEmpty()) {
      String because = " " + reasoned.because();
      piece(reasoned.clause(), margin, because.codePointCount(0, because.length()));
      page.write(because);
      return;
    }
    piece(reasoned.clause(), margin, 0);
    reasoned.gap().trailing().ifPresent(this::trailing);
    reasoned.gap().own().forEach(comment -> line(comment.text(), margin.indent()));
    line(reasoned.because(), margin.indent());
  }

  private void line(String text, int indent) {
    page.begin(indent);
    page.write(text);
  }

  private void trailing(String comment) {
    page.comment(page.line(), page.column() + TrailingComments.DISTANCE, comment);
  }

  private void chain(Piece.Chain chain, Margin margin, int after) {
    int count = chain.links().size();
    int to;
    for (int from = 0; from < count; from = to) {
      to = chain.lineEnd(from);
      operator(chain, from, margin);
      Optional<String> flat = chain.flat(from, to);
      if (flat.isPresent() && fits(flat, to == count ? after : 0)) {
        page.write(flat.get());
      } else {
        links(chain, from, to, margin, after);
      }
      chain.links().get(to - 1).entry().trailing().ifPresent(this::trailing);
    }
  }

  /** Begins the line of a link with what stands above it. */
  private void operator(Piece.Chain chain, int index, Margin margin) {
    if (index > 0) {
      List<Comment> above = chain.links().get(index).entry().above();
      above.forEach(comment -> line(comment.text(), margin.hang()));
      line(chain.operator() + " ", margin.hang());
    }
  }

  /** Writes each of some links on a line of its own. */
  private void links(Piece.Chain chain, int from, int to, Margin margin, int after) {
    for (int i = from; i < to; i++) {
      if (i > from) {
        operator(chain, i, margin);
      }
      boolean last = i + 1 == chain.links().size();
      piece(chain.links().get(i).entry().piece(), margin.ofLink(i == 0), last ? after : 0);
    }
  }

  /**
   * Writes the floors of a TCB vector below one another, if that can be; returns whether it could.
   */
  private boolean aligned(Piece.Enclosed vector, int after) {
    List<Entry> floors = vector.entries();
    int column = page.column() + vector.bracket().open().length();
    if (vector.bracket() != Bracket.VECTOR
        || vector.afterOpen().isPresent()
        || !vector.beforeClose().isEmpty()
        || !floors.getFirst().above().isEmpty()
        || floors.getLast().trailing().isPresent()
        || floors.stream().anyMatch(floor -> width(floor) > MAX_COLUMN - column - 1 - after)) {
      return false;
    }
    TrailingComments comments = new TrailingComments(page);
    page.write(vector.bracket().open());
    for (int i = 0; i < floors.size(); i++) {
      Entry floor = floors.get(i);
      if (i > 0) {
        begin(floor, column, comments, false);
      }
      boolean last = i + 1 == floors.size();
      page.write(floor.piece().flat().orElseThrow());
      page.write(last ? vector.bracket().close() : vector.bracket().separator());
      floor.trailing().ifPresent(comments::add);
    }
    comments.flush();
    return true;
  }

  private static int width(Entry entry) {
    return entry
        .piece()
        .flat()
        .map(flat -> flat.codePointCount(0, flat.length()))
        .orElse(MAX_COLUMN);
  }

  private void enclosed(Piece.Enclosed enclosed, Margin margin) {
    page.write(enclosed.bracket().open());
    enclosed.afterOpen().ifPresent(this::trailing);
    entries(
        enclosed.entries(),
        enclosed.bracket().separator(),
        enclosed.beforeClose(),
        margin.within(enclosed.bracket()));
    page.begin(margin.indent());
    page.write(enclosed.bracket().close());
  }

  /** Writes entries on lines of their own; at the beginning and the end no line is left empty. */
  private void entries(List<Entry> entries, String separator, List<Comment> end, Margin margin) {
    TrailingComments comments = new TrailingComments(page);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      begin(entry, margin.indent(), comments, i == 0);
      int line = page.line();
      piece(entry.piece(), margin, separator.length());
      page.write(separator);
      boolean broken = line != page.line();
      if (broken) {
        comments.flush();
      }
      entry.trailing().ifPresent(comments::add);
      if (broken) {
        comments.flush();
      }
    }
    comments.flush();
    for (int i = 0; i < end.size(); i++) {
      comment(end.get(i), margin.indent(), i == 0 && entries.isEmpty());
    }
  }

  /** Writes what stands above an entry and begins its line. */
  private void begin(Entry entry, int indent, TrailingComments comments, boolean first) {
    boolean atTop = first;
    if (entry.blankBefore() || !entry.above().isEmpty()) {
      comments.flush();
    }
    for (Comment comment : entry.above()) {
      comment(comment, indent, atTop);
      atTop = false;
    }
    if (entry.blankBefore() && !atTop) {
      page.blank();
    }
    page.begin(indent);
  }

  private void comment(Comment comment, int indent, boolean atTop) {
    if (comment.blankBefore() && !atTop) {
      page.blank();
    }
    line(comment.text(), indent);
  }
}
