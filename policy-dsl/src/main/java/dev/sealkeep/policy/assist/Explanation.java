package dev.sealkeep.policy.assist;

/**
 * What a word means.
 *
 * @param span the word
 * @param markdown one or more paragraphs of Markdown
 */
public record Explanation(Span span, String markdown) {}
