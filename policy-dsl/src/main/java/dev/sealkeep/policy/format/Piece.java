package dev.sealkeep.policy.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** A part of a policy as it is laid out: on one line where it can be, broken where it must be. */
sealed interface Piece {
  /**
   * The piece on one line; empty if it has to be broken: for a comment within it, or because its
   * author broke it where that says what belongs together.
   */
  Optional<String> flat();

  /** Something that is never broken. */
  record Text(String text) implements Piece {
    @Override
    public Optional<String> flat() {
      return Optional.of(text);
    }
  }

  /**
   * A piece behind words that stay on its first line.
   *
   * @param prefix ends with a space
   */
  record Prefixed(String prefix, Piece piece) implements Piece {
    @Override
    public Optional<String> flat() {
      return piece.flat().map(prefix::concat);
    }
  }

  /**
   * A clause with its reason.
   *
   * @param gap what stands between the two
   * @param reason with its quotes
   */
  record Reasoned(Piece clause, Gap gap, String reason) implements Piece {
    @Override
    public Optional<String> flat() {
      return gap.isEmpty() ? clause.flat().map(text -> text + " " + because()) : Optional.empty();
    }

    String because() {
      return "because " + reason;
    }
  }

  /**
   * Entries between brackets.
   *
   * @param opened whether the author broke the line behind the opening bracket
   * @param afterOpen the comment behind the opening bracket
   * @param beforeClose the comments on lines of their own before the closing bracket
   */
  record Enclosed(
      Bracket bracket,
      boolean opened,
      Optional<String> afterOpen,
      List<Entry> entries,
      List<Comment> beforeClose)
      implements Piece {
    /** Copies the lists. */
    public Enclosed {
      entries = List.copyOf(entries);
      beforeClose = List.copyOf(beforeClose);
    }

    @Override
    public Optional<String> flat() {
      if (isBroken()) {
        return Optional.empty();
      }
      String padding = entries.isEmpty() ? "" : bracket.padding();
      StringJoiner text =
          new StringJoiner(", ", bracket.open() + padding, padding + bracket.close());
      for (Entry entry : entries) {
        Optional<String> flat = entry.piece().flat();
        if (flat.isEmpty()) {
          return Optional.empty();
        }
        text.add(flat.get());
      }
      return Optional.of(text.toString());
    }

    private boolean isBroken() {
      boolean manyLines =
          switch (bracket) {
            case POLICY -> !entries.isEmpty();
            case BODY -> entries.size() > 1 || (opened && !entries.isEmpty());
            case VECTOR -> entries.size() > 1;
            case GROUP, LIST, FLOOR -> false;
          };
      return manyLines
          || afterOpen.isPresent()
          || !beforeClose.isEmpty()
          || entries.stream().anyMatch(Entry::hasComments);
    }
  }

  /**
   * Conditions joined by one operator, at least two.
   *
   * @param operator {@code and} or {@code or}
   */
  record Chain(String operator, List<Link> links) implements Piece {
    /** Copies {@code links}. */
    public Chain {
      links = List.copyOf(links);
    }

    @Override
    public Optional<String> flat() {
      return lineEnd(0) == links.size() ? flat(0, links.size()) : Optional.empty();
    }

    /** The links of a stretch on one line, with the operator between them. */
    Optional<String> flat(int from, int to) {
      List<String> texts = new ArrayList<>();
      for (Link link : links.subList(from, to)) {
        link.entry().piece().flat().ifPresent(texts::add);
      }
      return texts.size() == to - from
          ? Optional.of(String.join(" " + operator + " ", texts))
          : Optional.empty();
    }

    /** Where the line ends that a link begins: at the next link that is on a line of its own. */
    int lineEnd(int from) {
      int to = from + 1;
      while (to < links.size() && !links.get(to).breakBefore()) {
        to++;
      }
      return to;
    }
  }

  /**
   * One of several joined conditions.
   *
   * @param breakBefore whether its author began a line with it, or a comment stands before it
   */
  record Link(Entry entry, boolean breakBefore) {}
}
