package dev.sealkeep.policy.assist;

/**
 * Something that may stand at a place.
 *
 * @param label what is chosen, such as {@code measurement}
 * @param detail what it is in a few words, such as its type; may be empty
 * @param documentation Markdown; may be empty
 * @param text what is written
 */
public record Proposal(String label, Kind kind, String detail, String documentation, String text) {
  /** What sort of thing is proposed. */
  public enum Kind {
    /** A word of the language. */
    KEYWORD,
    /** A sign or word that compares. */
    OPERATOR,
    /** A technology. */
    TECHNOLOGY,
    /** A claim, or the field of an entry. */
    CLAIM,
    /** One of a claim's words, or a flag's value. */
    WORD,
    /** A product or a component of a TCB vector. */
    VECTOR_PART,
    /** A name that the policy declares. */
    DECLARED
  }

  static Proposal keyword(String word) {
    return new Proposal(word, Kind.KEYWORD, "", "", word);
  }
}
