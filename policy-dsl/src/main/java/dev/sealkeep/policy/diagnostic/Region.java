package dev.sealkeep.policy.diagnostic;

/**
 * A stretch of one source line.
 *
 * @param line the line, from 1
 * @param column the first character, from 1, counted in Unicode code points
 * @param length the number of code points, at least 1; what runs past the end of the line is cut
 *     when it is drawn
 */
public record Region(int line, int column, int length) {
  /** The start of the source. */
  public static final Region START = new Region(1, 1, 1);

  /** Rejects positions that no source has. */
  public Region {
    if (line < 1 || column < 1 || length < 1) {
      throw new IllegalArgumentException(
          "no such region: line " + line + ", column " + column + ", length " + length);
    }
  }
}
