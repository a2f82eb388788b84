package dev.sealkeep.service.crash;

import java.util.List;

/** A fault of the disk beneath a node, and what the node has to do about it. */
enum StorageFault {
  /** No room for commits. */
  WAL_FULL("disk full under the WAL", Effect.PAUSES, "write ENOSPC sealkeep.db-wal"),
  /** Commits succeed, their marks do not. */
  MARK_FULL("disk full under the high-water file", Effect.PAUSES, "write ENOSPC high-water*"),
  /** No room for anything. */
  ALL_FULL(
      "disk full",
      Effect.PAUSES,
      "write ENOSPC sealkeep.db-wal",
      "write ENOSPC sealkeep.db*",
      "write ENOSPC high-water*"),
  /** As after an error of the file system that remounts it. */
  READ_ONLY(
      "file system read-only",
      Effect.PAUSES,
      "write EROFS sealkeep.db-wal",
      "write EROFS sealkeep.db*",
      "open EROFS sealkeep.db*",
      "write EROFS high-water*",
      "open EROFS high-water*"),
  /** The same where the database is on another disk. */
  MARK_READ_ONLY(
      "high-water file read-only",
      Effect.PAUSES,
      "open EROFS high-water*",
      "write EROFS high-water*"),
  /** A write fails, and no fsync. */
  WAL_WRITE("write error of the WAL", Effect.PAUSES, "write EIO sealkeep.db-wal"),
  /** Checkpoints fail; commits stay in the WAL. */
  DATABASE_FULL("disk full under the database", Effect.SERVES, "write ENOSPC sealkeep.db"),
  /** The WAL has grown until its index has to. */
  INDEX_FULL(
      "disk full under the index of a long WAL",
      Effect.REFUSES_SOME,
      "write ENOSPC sealkeep.db-shm",
      "write ENOSPC sealkeep.db"),
  /** A commit may not be durable. */
  WAL_FSYNC("fsync error of the WAL", Effect.ENDS, "sync EIO sealkeep.db-wal"),
  /** A mark may not be durable. */
  MARK_FSYNC("fsync error of the high-water file", Effect.ENDS, "sync EIO high-water"),
  /** A checkpoint may not be durable. */
  DATABASE_FSYNC("fsync error of the database", Effect.ENDS, "sync EIO sealkeep.db"),
  /** Nothing can be written at start. */
  READ_ONLY_START(
      "file system read-only, at start",
      Effect.REFUSES_START,
      "open EROFS sqlite-*",
      "open EROFS native",
      "open EROFS sealkeep.db*",
      "write EROFS sealkeep.db*"),
  /** The files are there, but cannot be opened to write. */
  DATABASE_READ_ONLY_START(
      "database read-only, at start",
      Effect.REFUSES_START,
      "open EROFS sealkeep.db*",
      "write EROFS sealkeep.db*"),
  /** The library cannot be unpacked. */
  FULL_START(
      "disk full, at start",
      Effect.REFUSES_START,
      "write ENOSPC sqlite-*",
      "write ENOSPC sealkeep.db*"),
  /** The commits of the WAL cannot be moved to the database. */
  DATABASE_FULL_START(
      "disk full under the database, at start", Effect.REFUSES_START, "write ENOSPC sealkeep.db"),
  /** The files' names may not be durable. */
  FOLDER_FSYNC("fsync error of the folder, at start", Effect.ENDS_START, "sync EIO node");

  /** What has to come of a fault. */
  enum Effect {
    /** Nothing is released or changed, readiness says so, and it goes on by itself afterwards. */
    PAUSES,
    /** It serves on. */
    SERVES,
    /** What finds no room is refused, what finds some is served. */
    REFUSES_SOME,
    /** The process ends at once and starts again afterwards. */
    ENDS,
    /** The process ends while it starts. */
    ENDS_START,
    /** It refuses to start and names what to do. */
    REFUSES_START;

    /** Whether the fault is met by a node that starts. */
    boolean atStart() {
      return this == ENDS_START || this == REFUSES_START;
    }
  }

  private final String title;
  private final Effect effect;
  private final String rules;

  StorageFault(String title, Effect effect, String... rules) {
    this.title = title;
    this.effect = effect;
    this.rules = String.join("\n", rules);
  }

  /** A few words for a table. */
  String title() {
    return title;
  }

  /** What has to come of it. */
  Effect effect() {
    return effect;
  }

  /** The rules of {@link FaultyDisk}. */
  List<String> rules() {
    return rules.lines().toList();
  }

  /** What {@link FaultyDisk} notes when it has met the first rule, which is the fault's own. */
  String hit() {
    String[] parts = rules().getFirst().split(" ", -1);
    return parts[0] + " " + parts[2].replace("*", "");
  }
}
