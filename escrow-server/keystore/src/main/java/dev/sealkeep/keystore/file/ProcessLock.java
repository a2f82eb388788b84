package dev.sealkeep.keystore.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An exclusive claim on a file, held through a lock file beside it until closed or until the
 * process ends in any way.
 *
 * <p>POSIX record locks belong to the process and are dropped when it closes <em>any</em>
 * descriptor of the file. So the lock is never taken on the guarded file itself, and a second claim
 * within the process is refused from a table, before the lock file is opened again.
 */
public final class ProcessLock implements AutoCloseable {
  private static final Set<Path> HELD = new HashSet<>();

  private final Path lockFile;
  private final FileChannel channel;
  private final FileLock lock;

  private ProcessLock(Path lockFile, FileChannel channel, FileLock lock) {
    this.lockFile = lockFile;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Claims {@code guarded} by locking the file of the same name with {@code .lock} appended, which
   * is created with mode 0600 and stays behind. The folder must exist.
   *
   * @return empty if the claim is held, by this process or another
   */
  public static Optional<ProcessLock> tryAcquire(Path guarded) throws IOException {
    Path directory = OwnerOnlyFiles.directoryOf(guarded).toRealPath();
    Path lockFile = directory.resolve(guarded.getFileName() + ".lock");
    synchronized (HELD) {
      if (!HELD.add(lockFile)) {
        return Optional.empty();
      }
      boolean acquired = false;
      try {
        Optional<ProcessLock> claim = lock(lockFile);
        acquired = claim.isPresent();
        return claim;
      } finally {
        if (!acquired) {
          HELD.remove(lockFile);
        }
      }
    }
  }

  private static Optional<ProcessLock> lock(Path lockFile) throws IOException {
    FileChannel channel =
        FileChannel.open(
            lockFile,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            OwnerOnlyFiles.FILE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock == null
          ? Optional.empty()
          : Optional.of(new ProcessLock(lockFile, channel, lock));
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  /** Gives the claim up. Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        lock.release();
      } finally {
        HELD.remove(lockFile);
      }
    }
  }
}
