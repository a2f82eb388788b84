package dev.sealkeep.keystore.store.copy;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.sql.Link;
import java.util.Arrays;
import java.util.Optional;

/**
 * The row of a database that says which store is being copied into it.
 *
 * @param origin the log's name; empty if the source never began one
 * @param size the number of the log's leaves
 * @param root 32 bytes: the root of its tree
 * @param source what the source was called
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; compared by sameLog
public record CopyMarker(String origin, long size, byte[] root, String source) {
  private static final String ORIGIN_SETTING = "log-origin";

  /** Reads the marker of a PostgreSQL database; empty if no copy into it is unfinished. */
  public static Optional<CopyMarker> read(Link link) {
    return link
        .query(
            "SELECT origin, size, root, source FROM store_copy",
            row -> new CopyMarker(row.text(1), row.number(2), row.bytes(3), row.text(4)))
        .stream()
        .findFirst();
  }

  /**
   * Describes the log of a store.
   *
   * @param name what the store is called
   * @return empty if its log has no head
   */
  static Optional<CopyMarker> of(Link link, String name) {
    String origin =
        link
            .query(
                "SELECT setting FROM server_setting WHERE name = ?",
                row -> row.text(1),
                ORIGIN_SETTING)
            .stream()
            .findFirst()
            .orElse("");
    return link
        .query(
            "SELECT size, root FROM log_head WHERE singleton = 1",
            row -> new CopyMarker(origin, row.number(1), row.bytes(2), name))
        .stream()
        .findFirst();
  }

  /** Whether both are the same log at the same size. */
  boolean sameLog(CopyMarker other) {
    return origin.equals(other.origin) && size == other.size && Arrays.equals(root, other.root);
  }

  void write(Link link) {
    link.send(
        Link.Touches.ONE,
        "INSERT INTO store_copy (singleton, tenant, origin, size, root, source)"
            + " VALUES (1, '_system', ?, ?, ?, ?)",
        origin,
        size,
        root,
        source);
  }

  static void remove(Link link) {
    link.send(Link.Touches.ONE, "DELETE FROM store_copy WHERE singleton = ?", 1);
  }

  /** Why a server must not run on the database. */
  public StoreRefusedException refusal() {
    return new StoreRefusedException(
        Reason.COPY_UNFINISHED,
        "the database is an unfinished copy of %s (%s); run the same 'sealkeep store copy' again, which goes on where it was, or begin with an empty database"
            .formatted(source, log()));
  }

  /** Names the log and its size. */
  String log() {
    return origin.isEmpty()
        ? "a store without a log"
        : "the log %s of %d entries".formatted(origin, size);
  }
}
