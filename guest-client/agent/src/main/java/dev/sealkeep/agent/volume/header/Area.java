package dev.sealkeep.agent.volume.header;

/**
 * A part of a disk.
 *
 * @param offset its first byte
 * @param bytes its length
 */
public record Area(long offset, long bytes) {
  static final int ALIGNMENT = 4096;

  /** More than any header has, so that sums do not overflow. */
  private static final long MOST = 1L << 58;

  /** The first byte behind it. */
  public long end() {
    return offset + bytes;
  }

  boolean aligned() {
    return offset % ALIGNMENT == 0
        && bytes % ALIGNMENT == 0
        && bytes > 0
        && offset < MOST
        && bytes < MOST;
  }

  boolean inside(Area other) {
    return offset >= other.offset && end() <= other.end();
  }

  boolean overlaps(Area other) {
    return offset < other.end() && other.offset < end();
  }
}
