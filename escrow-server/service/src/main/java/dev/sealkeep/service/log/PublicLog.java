package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.ledger.tile.EntryBundle;
import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.ledger.tile.TilePath;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The log as the world sees it: a checkpoint at most once a minute, and the tiles under it. Blocks
 * on the store.
 */
public final class PublicLog {
  /** How often a new public checkpoint appears, at most. */
  public static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Store store;
  private final LogWriter writer;
  private final InstantSource clock;
  private Instant published;
  private SignedCheckpoint checkpoint;

  /** The public side of what {@code writer} writes. */
  public PublicLog(Store store, LogWriter writer, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
    this.published = clock.instant();
    this.checkpoint = writer.checkpoint();
  }

  /** The public checkpoint. */
  public synchronized SignedCheckpoint checkpoint() {
    Instant now = clock.instant();
    // A clock that was fast and was set right must not hold the next one up for as long.
    boolean setBack = now.isBefore(published);
    if (setBack || !now.isBefore(published.plus(INTERVAL))) {
      published = now;
      checkpoint = writer.checkpoint();
    }
    return checkpoint;
  }

  /**
   * The bytes of a tile or entry bundle; empty if the path is none, or the public checkpoint does
   * not imply it.
   *
   * @param path what follows {@code /log/tile/}
   */
  public Optional<byte[]> tile(String path) {
    long size = checkpoint().checkpoint().size();
    return TilePath.parse("tile/" + path)
        .flatMap(
            tile ->
                switch (tile) {
                  case TilePath.Hashes hashes ->
                      hashes.within(size) ? hashes(hashes) : Optional.empty();
                  case TilePath.Entries entries ->
                      entries.within(size) ? Optional.of(entries(entries)) : Optional.empty();
                });
  }

  private Optional<byte[]> hashes(TilePath.Hashes tile) {
    byte[] stored = store.peek(snapshot -> snapshot.tile(tile.level(), tile.index()));
    return Tile.slice(stored, tile.width());
  }

  private byte[] entries(TilePath.Entries bundle) {
    long from = bundle.index() * Tile.FULL_WIDTH;
    byte[] stored = store.peek(snapshot -> snapshot.leaves(from, from + bundle.width()));
    List<Leaf> leaves = new ArrayList<>();
    for (int start = 0; start + Leaf.BYTES <= stored.length; start += Leaf.BYTES) {
      Leaf.parse(Arrays.copyOfRange(stored, start, start + Leaf.BYTES))
          .toOptional()
          .ifPresent(leaves::add);
    }
    return EntryBundle.encode(leaves);
  }
}
