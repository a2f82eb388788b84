package dev.sealkeep.agent;

import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.token.VolumeToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finishes the replacement of the key of a volume's data, which takes as long as the disk takes to
 * read and write everything once, and says how far it is.
 *
 * @param messages where that goes
 * @param say how often
 * @param patience how long nothing may move before it is given up; the next run goes on
 */
record Reencrypting(Messages messages, Duration say, Duration patience) {
  private static final long MEBIBYTE = 1 << 20;

  /** With patience that a slow disk does not try. */
  Reencrypting(Messages messages) {
    this(messages, Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  /**
   * Finishes it.
   *
   * @return the token of the slot that opens the volume now
   * @throws VolumeException as {@link dev.sealkeep.agent.volume.VolumeReencryption#finish}, or with
   *     {@link VolumeFault#LIBRARY_TIMEOUT}
   */
  VolumeToken finish(Path device, KeyOwner owner, SlotKey key) throws VolumeException {
    messages.say("the key of the data on " + device + " is replaced before anything opens them");
    Position position = new Position();
    CompletableFuture<VolumeToken> end = new CompletableFuture<>();
    // Java cannot interrupt the library; a thread that is left behind ends with the process.
    Thread.ofPlatform()
        .daemon()
        .name("reencryption")
        .start(
            () -> {
              try (Disk disk = Disk.toChange(device)) {
                end.complete(VolumeWork.reencryption(disk).finish(owner, key, position::at));
              } catch (Throwable failed) {
                end.completeExceptionally(failed);
              }
            });
    return await(end, position);
  }

  private VolumeToken await(CompletableFuture<VolumeToken> end, Position position)
      throws VolumeException {
    Duration still = Duration.ZERO;
    long seen = position.done;
    while (still.compareTo(patience) < 0) {
      try {
        return end.get(say.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        still = position.done == seen ? still.plus(say) : Duration.ZERO;
        seen = position.done;
        messages.say(
            "%d of %d MiB are under the new key"
                .formatted(seen / MEBIBYTE, position.size / MEBIBYTE));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new VolumeException(VolumeFault.LIBRARY_TIMEOUT, "interrupted", interrupted);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof VolumeException refused) {
          throw refused;
        }
        throw new IllegalStateException(failed.getCause());
      }
    }
    throw new VolumeException(
        VolumeFault.LIBRARY_TIMEOUT, "nothing moved for %d s".formatted(still.toSeconds()));
  }

  /** How far the library said it is. */
  private static final class Position {
    private volatile long done;
    private volatile long size;

    void at(long bytes, long all) {
      done = bytes;
      size = all;
    }
  }
}
