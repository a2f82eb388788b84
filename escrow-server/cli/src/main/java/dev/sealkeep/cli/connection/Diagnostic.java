package dev.sealkeep.cli.connection;

/**
 * A compiler's finding, as the server tells it.
 *
 * @param severity {@code error} or {@code warning}
 * @param code the stable code
 * @param line counted from 1
 * @param column counted from 1
 * @param message what is wrong
 * @param rendered the message with the source line and a caret, several lines
 */
public record Diagnostic(
    String severity, String code, int line, int column, String message, String rendered) {}
