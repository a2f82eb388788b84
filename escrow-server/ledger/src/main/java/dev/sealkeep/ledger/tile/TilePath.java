package dev.sealkeep.ledger.tile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a tile or bundle below the log's prefix, without a leading slash (C2SP tlog-tiles):
 * {@code tile/<L>/<N>[.p/<W>]} or {@code tile/entries/<N>[.p/<W>]}, where N is spelt in groups of
 * three digits, all but the last with an {@code x} before them.
 */
public sealed interface TilePath {
  /** The place in its level, from 0. */
  long index();

  /** 1 to 256; 256 is a full tile and is not spelt. */
  int width();

  /**
   * A tile of hashes.
   *
   * @param level 0 to 63
   */
  record Hashes(int level, long index, int width) implements TilePath {
    /** Refuses values out of range with {@link IllegalArgumentException}. */
    public Hashes {
      Spelling.check(level >= 0 && level <= Spelling.MAX_LEVEL, index, width);
    }

    /** Whether a tree of that size implies the tile. */
    @Override
    public boolean within(long size) {
      return level < Tile.LEVELS && width <= Tile.width(size, level, index);
    }

    @Override
    public String format() {
      return "tile/" + level + "/" + Spelling.format(this);
    }
  }

  /** A bundle of entries. */
  record Entries(long index, int width) implements TilePath {
    /** Refuses values out of range with {@link IllegalArgumentException}. */
    public Entries {
      Spelling.check(true, index, width);
    }

    @Override
    public boolean within(long size) {
      return width <= Tile.width(size, 0, index);
    }

    @Override
    public String format() {
      return "tile/entries/" + Spelling.format(this);
    }
  }

  /** Whether a tree of {@code size} leaves implies what the path names. */
  boolean within(long size);

  /** The path. */
  String format();

  /** Parses a path in its one spelling; empty for anything else. For untrusted input. */
  static Optional<TilePath> parse(String path) {
    return Spelling.parse(path);
  }

  /** How paths are spelt. */
  final class Spelling {
    private static final int MAX_LEVEL = 63;

    /** Tiles of a tree of fewer than 2^63 leaves have smaller indices. */
    private static final long MAX_INDEX = 1L << 55;

    private static final Pattern PATH =
        Pattern.compile(
            "tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    private Spelling() {}

    private static void check(boolean level, long index, int width) {
      if (!level || index < 0 || index >= MAX_INDEX || width < 1 || width > Tile.FULL_WIDTH) {
        throw new IllegalArgumentException("no such tile");
      }
    }

    private static String format(TilePath path) {
      StringBuilder text = new StringBuilder("%03d".formatted(path.index() % 1000));
      for (long rest = path.index() / 1000; rest > 0; rest /= 1000) {
        text.insert(0, "x%03d/".formatted(rest % 1000));
      }
      if (path.width() < Tile.FULL_WIDTH) {
        text.append(".p/").append(path.width());
      }
      return text.toString();
    }

    private static Optional<TilePath> parse(String text) {
      Matcher match = PATH.matcher(text);
      if (!match.matches()) {
        return Optional.empty();
      }
      long index = Long.parseLong(match.group(2).replaceAll("[x/]", ""));
      int width = match.group(3) == null ? Tile.FULL_WIDTH : Integer.parseInt(match.group(3));
      int level = match.group(1).equals("entries") ? -1 : Integer.parseInt(match.group(1));
      if (level > MAX_LEVEL || index >= MAX_INDEX || width > Tile.FULL_WIDTH) {
        return Optional.empty();
      }
      TilePath path = level < 0 ? new Entries(index, width) : new Hashes(level, index, width);
      // Refuses leading groups of zeros and a spelt full width.
      return path.format().equals(text) ? Optional.of(path) : Optional.empty();
    }
  }
}
