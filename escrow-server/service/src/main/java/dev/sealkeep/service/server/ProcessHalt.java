package dev.sealkeep.service.server;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.FsyncFailedException;

/**
 * Ends the process at once, without the steps of an orderly end: those would write. What the disk
 * has is for the next start to find out.
 */
public final class ProcessHalt implements FailStop {
  /** The exit code, {@code EX_IOERR} of sysexits.h. */
  public static final int EXIT_CODE = 74;

  @Override
  public void end(FsyncFailedException failure) {
    try {
      System.err.println(
          "sealkeep: "
              + failure.getMessage()
              + ". This node ends, since what it wrote may be lost: look at the disk, then start it"
              + " again; see docs/how-to/storage-faults.md");
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
